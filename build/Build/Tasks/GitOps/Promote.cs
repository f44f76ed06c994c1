using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Lab.Fields;

namespace GitOpsDemo.Build.Tasks.GitOps;

[TaskName(nameof(Promote))]
[TaskDescription("Moves the image that is proven in --from to --to, or to the next environment: the same digest, in one commit.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class Promote(
    GitOpsRepositories gitops,
    RenderedImages rendered,
    PromotionGates gates,
    PullRequests pullRequests,
    EnvironmentProof proof,
    EnvironmentSoak soak,
    LabCheck lab)
    : AsyncFrostingTask<BuildContext>
{
    public override async Task RunAsync(BuildContext context)
    {
        var options = context.Options.Release;
        var (from, to) = (options.From!, options.To!);
        var overlay = context.Paths.ManifestFolders.PathOf(to);
        if (context.Options.Cluster.DeliversToLab && Directory.Exists(overlay))
        {
            await lab.RequireAsync(overlay, $"overlay {to}", context.CancellationToken);
        }

        var (repository, address) = await gitops.OpenAsync(context);
        var result = await new Promotion(repository, gates.Between(context, from, to), context.DeliveryLog, rendered).PromoteAsync(
            new PromotionRequest(from, to, await gitops.ImageNameAsync(context, repository, from))
            {
                Path = context.Options.GitOps.Overlays,
                AllowUnproven = options.AllowsUnproven,
                BuildUrl = CiBuild.Here.Url,
            },
            context.CancellationToken,
            passed: () => soak.WatchBeforeAsync(context, to));
        var commit = await pullRequests.FollowAsync(
            context,
            repository,
            address,
            result,
            result.Evidence is { } proven ? $"in {from}: {proven}" : "none: promoted with --unproven");
        context.Report.Committed(address, commit, result.Overlays);
        if (commit.AwaitsMergeOn is null)
        {
            await gitops.DeployAsync(context, to, repository, commit.Id);
            await proof.ProveAllAsync(context, to);
            await soak.RunAsync(context, to);
        }
    }
}
