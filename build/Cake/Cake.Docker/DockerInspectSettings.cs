namespace Cake.Docker;

/// <summary>Settings of <c>docker inspect</c>, which the published package does not have.</summary>
public sealed class DockerInspectSettings : AutoToolSettings
{
    /// <summary>A Go template for each object; a JSON array of all objects when null.</summary>
    public string? Format { get; set; }

    /// <summary>The kind of object, such as <c>image</c> or <c>container</c>, where a name could mean either.</summary>
    public string? Type { get; set; }
}
