using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Build.Tasks.GitOps;

[TaskName("Rollback")]
[TaskDescription("Puts back the image that --environment ran before (or the one that --to names), as a new commit with the reason.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class Rollback(
    GitOpsRepositories gitops,
    RenderedImages rendered,
    PullRequests pullRequests,
    ImageSigning signing,
    EnvironmentProof proof)
    : AsyncFrostingTask<BuildContext>
{
    private const string NoReason = "asked for by hand";

    public override async Task RunAsync(BuildContext context)
    {
        var environment = context.Options.Environment;
        var (repository, address) = await gitops.OpenAsync(context);
        var result = await new OverlayRollback(repository, signing, context.DeliveryLog, rendered).RollBackAsync(
            new RollbackRequest(
                environment, await gitops.ImageNameAsync(context, repository, environment), context.Options.Release.Reason ?? NoReason)
            {
                Path = context.Options.GitOps.Overlays,
                To = context.Options.Release.To,
                BuildUrl = CiBuild.Here.Url,
            },
            context.CancellationToken);
        var change = new BumpResult(result.Commit!, [new OverlayChange(environment, result.From, result.To)]);
        var commit = await pullRequests.FollowAsync(context, repository, address, change);
        context.Report.Committed(address, commit, change.Overlays);
        if (commit.AwaitsMergeOn is null)
        {
            await gitops.DeployAsync(context, environment, repository, commit.Id);
            await proof.ProveAllAsync(context, environment);
        }
    }
}
