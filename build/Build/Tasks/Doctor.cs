using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Report.Doctor;

namespace GitOpsDemo.Build.Tasks;

[TaskName(nameof(Doctor))]
[TaskDescription("Looks for everything that Deploy with the same options would need, and says how to get what is missing.")]
public sealed class Doctor(RequirementsCheck requirements) : AsyncFrostingTask<BuildContext>, IObservingTask
{
    public override Task RunAsync(BuildContext context) => requirements.TellAsync(context.CancellationToken);
}
