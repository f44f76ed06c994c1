namespace Cake.Docker;

/// <summary>Settings of <c>docker version</c>, which the published package does not have.</summary>
public sealed class DockerVersionSettings : AutoToolSettings
{
    /// <summary>A Go template; <c>{{json .}}</c> gives JSON.</summary>
    public string? Format { get; set; }
}
