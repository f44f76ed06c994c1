namespace Cake.Docker;

/// <summary>Settings of <c>docker load</c>.</summary>
public sealed class DockerImageLoadSettings : AutoToolSettings
{
    /// <summary>The archive, as <c>docker save</c> writes it. Mandatory.</summary>
    public string? Input { get; set; }

    /// <summary>Whether to show no progress.</summary>
    public bool? Quiet { get; set; }
}
