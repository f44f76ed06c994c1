using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>A program of the lab that listens on 127.0.0.1.</summary>
/// <param name="Name">Its name, as in <c>.lab/run/&lt;name&gt;.log</c>.</param>
/// <param name="PreferredPort">Its well-known port.</param>
/// <param name="ReadyPath">The path that answers 200 when it is ready.</param>
/// <param name="Start">Writes what it needs to start on a port, and gives the command.</param>
public sealed record LabService(string Name, int PreferredPort, string ReadyPath, Func<int, Command> Start)
{
    /// <summary>How long it may take to end before it is killed.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);
}
