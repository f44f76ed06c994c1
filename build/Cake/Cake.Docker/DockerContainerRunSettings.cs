namespace Cake.Docker;

/// <summary>Settings of <c>docker run</c>.</summary>
public sealed class DockerContainerRunSettings : AutoToolSettings
{
    /// <summary>Linux capabilities to take away, such as <c>ALL</c>.</summary>
    public string[]? CapDrop { get; set; }

    /// <summary>Whether to leave the container running and print its ID.</summary>
    public bool? Detach { get; set; }

    /// <summary>Files of environment variables, <c>NAME=value</c> a line: the place for secrets.</summary>
    public string[]? EnvFile { get; set; }

    /// <summary>Labels of the container, <c>name=value</c>.</summary>
    public string[]? Label { get; set; }

    /// <summary>The container's name.</summary>
    public string? Name { get; set; }

    /// <summary>Ports to publish, <c>[address:]hostPort:containerPort</c>.</summary>
    public string[]? Publish { get; set; }

    /// <summary>Whether the root file system is read-only.</summary>
    public bool? ReadOnly { get; set; }

    /// <summary>Security options, such as <c>no-new-privileges</c>.</summary>
    public string[]? SecurityOpt { get; set; }

    /// <summary>The user to run as, <c>name|uid[:group|gid]</c>.</summary>
    public string? User { get; set; }
}
