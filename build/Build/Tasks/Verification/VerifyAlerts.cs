using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification.Alerting;
using GitOpsDemo.Delivery.Verification.Rules;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>The smoke check on rules and on the way of alerts; it depends on nothing.</summary>
[TaskName(nameof(VerifyAlerts))]
[TaskDescription("Proves that every alert rule is loaded, correct and healthy, and that an alert would reach somebody.")]
public sealed class VerifyAlerts(IPlatform platform, RuleVerification rules, AlertingVerification alerting, ProofWatch watch)
    : ProofTask
{
    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        var expected = context.AlertRules();
        var prometheus = await context.PrometheusAsync(platform);
        var alertmanager = context.Options.Cluster.Knows(ServiceApi.Alertmanager) ? await context.AlertmanagerAsync(platform) : null;
        var known = context.Options.Cluster.DeliversToLab ? alertmanager?.Address : null;
        var space = context.Options.Settings.Service.In(context.Options.Environment);
        await watch.ProveAsync(
            context,
            nameof(VerifyAlerts),
            () => rules.VerifyAsync(prometheus, expected, TimeSpan.Zero, context.Options.Timeout, context.CancellationToken),
            () => alerting.VerifyAsync(prometheus, alertmanager, known, expected, space, context.Options.Timeout, context.CancellationToken));
    }
}
