using Cake.CommandLine;

namespace Cake.Kubectl;

/// <summary>A port of this computer that leads into the cluster until this is disposed.</summary>
public sealed class PortForward : IDisposable
{
    private readonly RunningTool _tool;

    internal PortForward(RunningTool tool, int localPort) => (_tool, LocalPort) = (tool, localPort);

    /// <summary>The local port.</summary>
    public int LocalPort { get; }

    /// <summary>
    /// Completes when kubectl has ended: its pod is gone. It notices only when the next connection is made, and that connection is lost.
    /// </summary>
    public Task Ended => _tool.Ended;

    /// <summary>Ends the forwarding.</summary>
    public void Dispose() => _tool.Dispose();
}
