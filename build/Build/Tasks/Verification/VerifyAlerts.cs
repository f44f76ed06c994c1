using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on rules; it depends on nothing.</summary>
[TaskName(nameof(VerifyAlerts))]
[TaskDescription("Proves through the Prometheus API that every alert rule is loaded, right and healthy.")]
public sealed class VerifyAlerts(IPlatform platform, RuleVerification verification) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var prometheus = await context.PrometheusAsync(platform);
        var expected = ManifestSet.Load(context.Paths.Alerts).Only<PrometheusRule>();
        context.Report.Prove(await verification.VerifyAsync(prometheus, expected, TimeSpan.Zero, context.Options.Timeout, context.CancellationToken));
    }
}
