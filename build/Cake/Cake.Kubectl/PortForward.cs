using System.Globalization;
using System.Text.RegularExpressions;
using Cake.CommandLine;
using Cake.Core;

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

/// <summary>Runs <c>kubectl port-forward</c>.</summary>
internal static class KubectlPortForwarder
{
    /// <summary>The line in which kubectl reports its port, for IPv4 and for IPv6.</summary>
    private static readonly Regex Listening = new(@"^Forwarding from \S+:(?<port>\d+) -> ");

    private static readonly TimeSpan DefaultStartTime = TimeSpan.FromSeconds(30);

    public static PortForward Start(ICakeContext context, KubectlPortForwardSettings settings)
    {
        var port = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var tool = new KubectlTool<KubectlPortForwardSettings>(context, "port-forward").Start(
            settings,
            arguments => arguments
                .AppendOption("--address", settings.Address)
                .AppendRequired(settings.Resource)
                .AppendRequired(settings.Port),
            line =>
            {
                settings.OnLine?.Invoke(line);
                if (Listening.Match(line) is { Success: true } match)
                {
                    port.TrySetResult(int.Parse(match.Groups["port"].Value, CultureInfo.InvariantCulture));
                }
            });

        var bound = settings.ToolTimeout ?? DefaultStartTime;
        Task.WaitAny([port.Task, tool.Ended], bound);
        if (port.Task.IsCompletedSuccessfully)
        {
            return new PortForward(tool, port.Task.Result);
        }

        var why = tool.Ended.IsCompleted ? "it ended before it listened" : $"it did not listen within {bound.TotalSeconds:0.#} s";
        tool.Dispose();
        throw tool.Failure(why);
    }
}
