using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Verification.Dashboards;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on dashboards; it depends on nothing.</summary>
[TaskName(nameof(VerifyDashboards))]
[TaskDescription("Executes every query of every panel, and proves that Grafana, if there is one, has the dashboards.")]
public sealed class VerifyDashboards(IPlatform platform, DashboardVerification verification, ProofWatch watch) : ProofTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var dashboards = Dashboard.LoadAll(context.Paths.Dashboards);
        var prometheus = await context.PrometheusAsync(platform);
        await watch.ProveAsync(
            context,
            nameof(VerifyDashboards),
            async () => await verification.VerifyAsync(
                prometheus, platform.LogsAsync, dashboards, await context.LiveAsync(platform), context.Options.Timeout, context.CancellationToken),
            () => platform.VerifyShownAsync(dashboards, context.Options.Timeout, context.CancellationToken));
    }
}
