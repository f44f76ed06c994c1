namespace Cake.Docker;

/// <summary>Settings of <c>docker rm</c>.</summary>
public sealed class DockerContainerRmSettings : AutoToolSettings
{
    /// <summary>Whether to kill a container that still runs.</summary>
    public bool? Force { get; set; }

    /// <summary>Whether to remove its anonymous volumes too.</summary>
    public bool? Volumes { get; set; }
}
