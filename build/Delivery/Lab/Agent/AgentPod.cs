using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>A pod of one container: a process, or a container of an engine.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Container">The name of its container in the manifest.</param>
/// <param name="Image">The image with its digest.</param>
/// <param name="Address">Where it answers: <c>http://127.0.0.1:&lt;port&gt;</c>.</param>
public sealed record AgentPod(string Namespace, string Name, string Container, string Image, Uri Address)
{
    /// <summary>The Deployment that it belongs to; none when null.</summary>
    public string? Deployment { get; init; }

    /// <summary>Its (main) process. Null when it can't be seen from here, as in an engine's virtual machine on macOS or Windows.</summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>The engine's id of the container; null for a plain process.</summary>
    public string? ContainerId { get; init; }

    /// <summary>When it is ready; as long as it runs when null.</summary>
    public AgentProbe? Readiness { get; init; }

    /// <summary>Its startup and liveness probes. They have to succeed before it is ready for the first time: the lab restarts nothing.</summary>
    public IReadOnlyList<AgentProbe> OtherProbes { get; init => field = value ?? field; } = [];

    /// <summary>The memory limit of the manifest in bytes; none when null. The agent reports it, it does not enforce it.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The CPU limit of the manifest in cores; none when null.</summary>
    public double? CpuLimitCores { get; init; }

    /// <summary>Whether it is about to be ended: it gets no further request.</summary>
    public bool IsTerminating { get; init; }
}
