using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Delivery.Report.Doctor;
using GitOpsDemo.Lab;

namespace GitOpsDemo.Build.Tasks;

/// <summary>
/// The part of the doctor that a Deploy begins with: minutes of compiling are not spent on what can't end well. What the lab needs
/// begins to download beside the compile.
/// </summary>
[TaskName(nameof(CheckRequirements))]
[TaskDescription("Checks what a Deploy needs, as far as a quick look can tell; Doctor looks further.")]
public sealed class CheckRequirements(RequirementsCheck requirements, Toolbox tools) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    public override async Task RunAsync(BuildContext context)
    {
        context.DeliveryLog.Information($"{await requirements.RequireAsync(context.CancellationToken)} requirements are met");
        if (context.Options.Cluster.DeliversToLab)
        {
            tools.DownloadAhead(LabPlatform.Programs, context.CancellationToken);
        }
    }
}
