namespace Cake.Docker;

/// <summary>Settings of <c>docker stop</c>.</summary>
public sealed class DockerContainerStopSettings : AutoToolSettings
{
    /// <summary>How long the container may take to end before it is killed, in seconds; 10 when null.</summary>
    public int? Time { get; set; }
}
