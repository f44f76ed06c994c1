using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on targets; it depends on nothing.</summary>
[TaskName(nameof(VerifyTargets))]
[TaskDescription("Proves through the Prometheus API that every replica is scraped and up.")]
public sealed class VerifyTargets(IPlatform platform, TargetVerification verification) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var environment = context.Options.Environment;
        var live = await platform.LiveAsync(environment, context.CancellationToken)
            ?? throw new DeliveryException($"{environment} can't be verified", $"nothing was ever deployed to it on {platform.Name}", $"./build.sh --target=Deploy --environment={environment}");
        var manifests = ManifestSet.Parse(live.Manifests, $"environment {environment}");
        var prometheus = await context.PrometheusAsync(platform);
        context.Report.Live = live;
        context.Report.Show("service", live.Url);
        context.Report.Prove(await verification.VerifyAsync(prometheus, manifests, live.Replicas, context.Options.Timeout, context.CancellationToken));
    }
}
