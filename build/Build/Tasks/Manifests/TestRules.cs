using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Code;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Rules;

namespace GitOpsDemo.Build.Tasks.Manifests;

[TaskName(nameof(TestRules))]
[TaskDescription("Checks the alert rules and runs their tests with promtool.")]
public sealed class TestRules(Freshness freshness, Promtool promtool) : AsyncFrostingTask<BuildContext>
{
    public override Task RunAsync(BuildContext context) =>
        freshness.UnlessFreshAsync(context, nameof(TestRules), context.Inputs.Manifests, () => CheckAsync(context));

    private async Task CheckAsync(BuildContext context)
    {
        if (context.AlertRules() is not { } rules)
        {
            context.DeliveryLog.Information(
                $"there are no alert rules: {context.Options.Settings.Policy.ReasonOff(PolicySettings.Alerts)}");
            return;
        }

        KnownMetrics.Load(context.Paths.KnownMetrics).Require(rules);
        RuleDuplicates.Refuse(rules, context.Paths.Alerts);
        var version = await promtool.VersionAsync(rules, context.CancellationToken);
        var files = RuleTestFiles.Write(rules, context.Paths.AlertTests, context.Paths.Rules, version);
        await promtool.CheckRulesAsync(files.Rules, rules, context.CancellationToken);
        await promtool.TestRulesAsync(files.Tests, rules, context.CancellationToken);
        var summary = files.Summary(rules);
        foreach (var leftOut in PrometheusRuleFile.LeftOut(rules, version))
        {
            context.DeliveryLog.Warning(leftOut);
        }

        context.DeliveryLog.Information(summary);
    }
}
