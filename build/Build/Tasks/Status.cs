using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report.Status;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tasks;

/// <summary>Shows an environment.</summary>
[TaskName(nameof(Status))]
[TaskDescription("Shows what runs in the environment, and how it is; on a cluster also the installed charts. --watch keeps showing it.")]
public sealed class Status(
    StatusReader status,
    ProofStatus proofs,
    ClusterReleases releases,
    IPlatform platform,
    IConsole console,
    TerminalView view,
    TimeProvider time)
    : AsyncFrostingTask<BuildContext>, IObservingTask
{
    private const int NameWidth = 14;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        if (context.Options.Cluster.KubeContext is not null)
        {
            await releases.TellAsync(context.CancellationToken);
        }

        if (context.Options.Watch is { } duration)
        {
            await WatchAsync(context, duration);
            return;
        }

        foreach (var line in await LinesAsync(context))
        {
            context.DeliveryLog.Information(line);
        }
    }

    private async Task WatchAsync(BuildContext context, TimeSpan duration)
    {
        var start = time.GetTimestamp();
        using var screen = new Screen(console, view);
        using var timer = new PeriodicTimer(Pace, time);
        do
        {
            screen.Show(await LinesAsync(context));
        }
        while (time.GetElapsedTime(start) < duration && await timer.WaitForNextTickAsync(context.CancellationToken));
    }

    private async Task<IReadOnlyList<string>> LinesAsync(BuildContext context)
    {
        var expected = context.AlertRules();
        var found = await status.ReadAsync(
            context.Options.Environment, expected, () => context.PrometheusAsync(platform), context.CancellationToken);
        (string Name, string Value)[] proof = found.Live is { } live ? [(
            "proof", await proofs.TellAsync(live, context.CancellationToken))] : [];
        return [.. found.Facts.Concat(proof).Select(fact => fact.Name.PadRight(NameWidth) + fact.Value)];
    }
}
