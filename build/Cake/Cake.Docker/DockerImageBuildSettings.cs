namespace Cake.Docker;

/// <summary>Settings of <c>docker build</c>.</summary>
public sealed class DockerImageBuildSettings : AutoToolSettings
{
    /// <summary>Build arguments, <c>NAME=value</c>. The image keeps them: never a secret.</summary>
    public string[]? BuildArg { get; set; }

    /// <summary>Labels of the image, <c>name=value</c>.</summary>
    public string[]? Label { get; set; }

    /// <summary>The names of the image, <c>name:tag</c>.</summary>
    public string[]? Tag { get; set; }
}
