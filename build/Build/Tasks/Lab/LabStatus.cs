using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Lab;

namespace GitOpsDemo.Build.Tasks.Lab;

/// <summary>Shows the lab.</summary>
[TaskName(nameof(LabStatus))]
[TaskDescription("Shows what the lab runs, and where.")]
public sealed class LabStatus(LabControl lab) : FrostingTask<BuildContext>, IObservingTask
{
    private const int NameWidth = 36;

    /// <inheritdoc/>
    public override void Run(BuildContext context)
    {
        context.RequireLab(nameof(LabStatus));
        var status = lab.Processes;
        foreach (var process in status)
        {
            context.DeliveryLog.Information($"{process.Name.PadRight(NameWidth)}{(process.IsRunning ? $"process {process.Identity.Id}" : "has ended")}");
        }

        if (status.Count == 0)
        {
            context.DeliveryLog.Information("nothing of the lab runs. ./build.sh --target=Deploy starts it.");
        }

        var page = Path.Combine(context.Paths.Artifacts, "report.html");
        var urls = File.Exists(page) ? lab.Urls.Append(new("report", new Uri(page).AbsoluteUri)) : lab.Urls;
        foreach (var (name, url) in urls)
        {
            context.DeliveryLog.Information($"{name.PadRight(NameWidth)}{url}");
        }
    }
}
