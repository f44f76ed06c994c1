namespace Cake.Docker;

/// <summary>Settings of <c>docker build</c>.</summary>
public sealed class DockerImageBuildSettings : AutoToolSettings
{
    /// <summary>Build arguments, <c>NAME=value</c>. The image keeps them: never a secret.</summary>
    public string[]? BuildArg { get; set; }

    /// <summary>The Dockerfile; <c>Dockerfile</c> in the build context when null.</summary>
    public string? File { get; set; }

    /// <summary>The file to write the image ID to.</summary>
    public string? Iidfile { get; set; }

    /// <summary>Labels of the image, <c>name=value</c>.</summary>
    public string[]? Label { get; set; }

    /// <summary>The platform to build for, such as <c>linux/arm64</c>.</summary>
    public string? Platform { get; set; }

    /// <summary>Whether to look for newer base images.</summary>
    public bool? Pull { get; set; }

    /// <summary>The names of the image, <c>name:tag</c>.</summary>
    public string[]? Tag { get; set; }
}
