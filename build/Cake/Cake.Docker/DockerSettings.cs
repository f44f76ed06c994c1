using Cake.CommandLine;

namespace Cake.Docker;

/// <summary>The settings of every docker command.</summary>
public abstract class AutoToolSettings : CommandLineSettings;

/// <summary>Settings of <c>docker context inspect</c>, which the published package does not have.</summary>
public sealed class DockerContextInspectSettings : AutoToolSettings
{
    /// <summary>A Go template; a JSON array when null.</summary>
    public string? Format { get; set; }
}

/// <summary>Settings of <c>docker build</c>.</summary>
public sealed class DockerImageBuildSettings : AutoToolSettings
{
    /// <summary>Build arguments, <c>NAME=value</c>. The image keeps them: never a secret.</summary>
    public string[]? BuildArg { get; set; }

    /// <summary>The Dockerfile; <c>Dockerfile</c> in the context when null.</summary>
    public string? File { get; set; }

    /// <summary>Labels of the image, <c>name=value</c>.</summary>
    public string[]? Label { get; set; }

    /// <summary>The platform to build for, such as <c>linux/arm64</c>; the engine's own when null.</summary>
    public string? Platform { get; set; }

    /// <summary>The names of the image, <c>name:tag</c>.</summary>
    public string[]? Tag { get; set; }
}

/// <summary>Settings of <c>docker load</c>.</summary>
public sealed class DockerImageLoadSettings : AutoToolSettings
{
    /// <summary>The archive, as <c>docker save</c> writes it. Mandatory.</summary>
    public string? Input { get; set; }

    /// <summary>Whether to show no progress.</summary>
    public bool? Quiet { get; set; }
}

/// <summary>Settings of <c>docker push</c>.</summary>
public sealed class DockerImagePushSettings : AutoToolSettings;

/// <summary>Settings of <c>docker inspect</c>, which the published package does not have.</summary>
public sealed class DockerInspectSettings : AutoToolSettings
{
    /// <summary>A Go template for each object; a JSON array of all objects when null.</summary>
    public string? Format { get; set; }

    /// <summary>The kind of object, such as <c>image</c> or <c>container</c>, where a name could mean either.</summary>
    public string? Type { get; set; }
}

/// <summary>Settings of <c>docker version</c>, which the published package does not have.</summary>
public sealed class DockerVersionSettings : AutoToolSettings
{
    /// <summary>A Go template; <c>{{json .}}</c> gives JSON.</summary>
    public string? Format { get; set; }
}
