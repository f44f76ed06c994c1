using Cake.Core;
using Cake.Frosting;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Report.Status;
using GitOpsDemo.Kubernetes;

namespace GitOpsDemo.Build.Tasks;

[TaskName(nameof(Status))]
[TaskDescription("Shows what runs in the environment, and how it is; on a cluster also the installed charts. --watch keeps showing it.")]
public sealed class Status(
    IPlatform platform,
    IPlatformView view,
    ClusterReleases releases,
    ProofQuestion proof,
    IConsole console,
    TerminalView terminal,
    TimeProvider time)
    : AsyncFrostingTask<BuildContext>, IObservingTask
{
    private const int NameWidth = 14;

    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(2);

    private readonly StatusReader _status = new(platform, view);
    private readonly ProofStatus _proof = new(proof, time);

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
        using var screen = new Screen(console, terminal);
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
        var found = await _status.ReadAsync(
            context.Options.Environment, expected, () => context.PrometheusAsync(platform), context.CancellationToken);
        (string Name, string Value)[] proven = found.Live is { } live
            ? [("proof", await _proof.TellAsync(live, context.CancellationToken))]
            : [];
        return [.. found.Facts.Concat(proven).Select(fact => fact.Name.PadRight(NameWidth) + fact.Value)];
    }
}

/// <summary>What is known of the proof of what runs. The registry is asked once a minute, however often the screen is drawn.</summary>
internal sealed class ProofStatus(ProofQuestion proof, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    private (string Image, long At, KnownProof Proof)? _last;

    /// <summary>What is proven, who vouches for it, and how old it is.</summary>
    public async Task<string> TellAsync(LiveEnvironment live, CancellationToken cancellationToken)
    {
        if (!live.Image.Contains('@', StringComparison.Ordinal))
        {
            return "none: the image that runs has no digest";
        }

        if (_last is not { } last || last.Image != live.Image || time.GetElapsedTime(last.At) > Pace)
        {
            _last = last = (live.Image, time.GetTimestamp(), await proof.FindAsync(live.Environment, live.Image, cancellationToken));
        }

        return last.Proof.Lack is { } lack
            ? $"none: {lack}"
            : $"{ProofQuestion.Age(time.GetUtcNow() - last.Proof.At)} old: {last.Proof.Found}";
    }
}
