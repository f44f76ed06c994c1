namespace Cake.Docker;

/// <summary>Settings of <c>docker context inspect</c>, which the published package does not have.</summary>
public sealed class DockerContextInspectSettings : AutoToolSettings
{
    /// <summary>A Go template; a JSON array when null.</summary>
    public string? Format { get; set; }
}
