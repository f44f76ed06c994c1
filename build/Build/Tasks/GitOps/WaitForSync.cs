using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Tasks.Monitoring;

namespace GitOpsDemo.Build.Tasks.GitOps;

[TaskName(nameof(WaitForSync))]
[TaskDescription("Waits until the commit is live and healthy; in the lab it makes it live itself.")]
[IsDependentOn(typeof(BumpImage))]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class WaitForSync(GitOpsRepositories gitops, AheadOfTime host) : AsyncFrostingTask<BuildContext>, IFrostingTask
{
    internal const string UntilMerged = "the commit waits to be merged";

    public string SkippedMessage => UntilMerged;

    public override bool ShouldRun(BuildContext context) => !context.Report.AwaitsMerge;

    public override async Task RunAsync(BuildContext context)
    {
        host.Begin(AheadOfTime.Loaded(), context.CancellationToken);
        var (repository, _) = await gitops.OpenAsync(context);
        var commit = context.Report.Commit?.Id ?? await repository.TipAsync(context.CancellationToken);
        await gitops.DeployAsync(context, context.Options.Environment, repository, commit);
        context.Report.Show("service", context.Report.Live!.Url);
    }
}
