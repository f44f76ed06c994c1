using Cake.Frosting;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Lab.Fields;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>Moves a proven image on, by its digest.</summary>
[TaskName(nameof(Promote))]
[TaskDescription("Moves the image that is proven in --from to --to, or to the next environment: the same digest, in one commit.")]
[IsDependentOn(typeof(InstallMonitoring))]
public sealed class Promote(
    GitOpsRepositories gitops,
    RenderedImages rendered,
    ProvenRelease release,
    ProofLedger ledger,
    PullRequests pullRequests,
    EnvironmentSoak soak,
    ImageSigning signing,
    LabCheck lab,
    IDeliveryLog log)
    : AsyncFrostingTask<BuildContext>
{
    /// <inheritdoc/>
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
        if (options.AllowsUnproven || ledger.Find(from) is not { Lack: not null })
        {
            await soak.WatchBeforeAsync(context, to); // else it is refused, and not after minutes
        }

        var result = await new Promotion(repository, ledger, signing, log, rendered).PromoteAsync(
            new PromotionRequest(from, to, await gitops.ImageNameAsync(context, repository, from))
            {
                Path = context.Options.GitOps.Overlays,
                AllowUnproven = options.AllowsUnproven,
                BuildUrl = GitOpsRepositories.BuildUrl,
            },
            context.CancellationToken);
        var commit = await pullRequests.FollowAsync(context, repository, address, result, ProofOf(from, result));
        context.Report.Committed(address, commit, result.Overlays);
        await release.BringLiveAsync(context, to, repository, commit);
        await soak.RunAsync(context, to);
    }

    private string ProofOf(string environment, BumpResult result) =>
        ledger.Find(environment) is { Lack: null } proven && proven.Digest == result.Overlays[0].After.Digest
            ? $"in {environment}: {proven.Evidence}"
            : "none: promoted with --unproven";
}
