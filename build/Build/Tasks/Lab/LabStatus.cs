using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Tasks.Lab;

[TaskName(nameof(LabStatus))]
[TaskDescription("Shows what the lab runs, and where.")]
public sealed class LabStatus(LabControl lab) : FrostingTask<BuildContext>, IObservingTask
{
    private const int NameWidth = 32;
    private const int StateWidth = 18;

    public override void Run(BuildContext context)
    {
        context.RequireNoOtherPlace(nameof(LabStatus));
        var (processes, urls) = (lab.Processes, lab.Urls);
        foreach (var process in processes)
        {
            var state = process.IsRunning ? $"process {process.Identity.Id}" : "has ended";
            Tell(context, process.Name, state, process.Restarted.Length > 0 ? process.Restarted : urls.GetValueOrDefault(process.Name));
        }

        if (processes.Count == 0)
        {
            context.DeliveryLog.Information("nothing of the lab runs. ./build.sh --target=Deploy starts it.");
        }

        foreach (var (name, url) in urls.Where(url => processes.All(process => process.Name != url.Key)))
        {
            Tell(context, name, "", url);
        }

        var page = Path.Combine(context.Paths.Artifacts, "report.html");
        if (File.Exists(page))
        {
            context.DeliveryLog.Information($"report: {new Uri(page).AbsoluteUri}");
        }
    }

    private static void Tell(BuildContext context, string name, string state, string? url) =>
        context.DeliveryLog.Information($"{name.PadRight(NameWidth)}{state.PadRight(StateWidth)}{url}".TrimEnd());
}
