using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Drill;

namespace GitOpsDemo.Build.Tasks.Verification;

[TaskName(nameof(FireDrill))]
[TaskDescription("Makes the cause of each alert happen, sees the alert fire, arrive and, once the cause is ended, resolve.")]
public sealed class FireDrill(IPlatform platform, AlertDrill drill) : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var options = context.Options;
        if (!options.AllowsDrill)
        {
            throw new DeliveryException(
                $"no drill is held in {options.Environment}",
                "its users would suffer",
                "choose another --environment, or agree with --yes");
        }

        var live = await context.LiveAsync(platform, options.Environment);
        var rules = context.AlertRules() ?? throw new DeliveryException(
            "no drill can be held",
            $"the settings file says that there are no alerts: {options.Settings.Policy.ReasonOff(PolicySettings.Alerts)}",
            "write alert rules");
        var request = new DrillRequest(options.Drill.Alerts, options.Drill.Scale, options.Timeout);
        context.Report.Prove(await drill.RunAsync(live, rules, request, context.CancellationToken));
    }
}
