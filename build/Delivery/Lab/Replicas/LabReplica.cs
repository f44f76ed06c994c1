namespace GitOpsDemo.Delivery.Lab.Replicas;

/// <summary>A pod of the lab: a process, or a container.</summary>
/// <param name="Pod">Its name, which is also the name of its process or container.</param>
/// <param name="TemplateHash">Which version of the pod template it was made from.</param>
/// <param name="Image">The image with its digest.</param>
/// <param name="Port">Its port on 127.0.0.1.</param>
/// <param name="ProcessId">Its process, or the container's first one.</param>
/// <param name="ProcessStarted">The start of that process, as <see cref="Processes.ProcessIdentity.Started"/>.</param>
/// <param name="Container">The container's id; null for a process.</param>
public sealed record LabReplica(string Pod, string TemplateHash, string Image, int Port, int ProcessId, string ProcessStarted, string? Container)
{
    /// <summary>Whether it runs at this moment.</summary>
    public bool IsRunning => new Processes.ProcessIdentity(ProcessId, ProcessStarted).IsRunning;

    /// <summary>What it is, for people.</summary>
    public string Runtime => (Container is null ? $"process {ProcessId}" : $"container {Container[..12]}, process {ProcessId}") + $" on http://localhost:{Port}";
}
