using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification.Targets;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on targets; it depends on nothing.</summary>
[TaskName(nameof(VerifyTargets))]
[TaskDescription("Proves through the Prometheus API that every replica runs the live image, is scraped, and is up.")]
public sealed class VerifyTargets(IPlatform platform, TargetVerification verification, ProofWatch watch) : ProofTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var prometheus = await context.PrometheusAsync(platform);
        await watch.ProveAsync(context, nameof(VerifyTargets), async () =>
        {
            var live = await context.LiveAsync(platform);
            context.Report.Live = live;
            context.Report.Show("service", live.Url);
            return await verification.VerifyAsync(prometheus, live, context.Options.Timeout, context.CancellationToken);
        });
    }
}
