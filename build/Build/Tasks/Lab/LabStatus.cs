using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Lab;

namespace GitOpsDemo.Build.Tasks.Lab;

/// <summary>Shows the lab.</summary>
[TaskName(nameof(LabStatus))]
[TaskDescription("Shows what of the lab runs, and where.")]
public sealed class LabStatus(LabControl lab, IPlatform platform) : AsyncFrostingTask<BuildContext>
{
    private const int NameWidth = 36;

    /// <inheritdoc/>
    public override async Task RunAsync(BuildContext context)
    {
        context.RequireLab(nameof(LabStatus));
        var status = lab.Status();
        foreach (var (process, url) in status)
        {
            context.DeliveryLog.Information($"{process.Name.PadRight(NameWidth)}{(process.IsRunning ? $"process {process.Identity.Id}" : "has ended")} {url}");
        }

        if (status.Count == 0)
        {
            context.DeliveryLog.Information("nothing of the lab runs. ./build.sh --target=Deploy starts it.");
        }

        context.Report.Live = await platform.LiveAsync(context.Options.Environment, context.CancellationToken);
    }
}
