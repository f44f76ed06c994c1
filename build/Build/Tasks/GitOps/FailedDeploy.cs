using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>Undoes a Deploy or Promote whose commit was pushed and whose proof then failed (<c>--rollback-on-failure</c>).</summary>
public sealed class FailedDeploy(GitOpsRepositories gitops, RenderedImages rendered, ImageSigning signing)
{
    /// <summary>
    /// Puts back what ran before, only if the overlay is still what this run wrote. A failure here is logged, and leaves the failure of the
    /// run what it was.
    /// </summary>
    internal async Task UndoAsync(BuildContext context, Exception failure)
    {
        if (!context.Options.Release.RollsBackOnFailure
            || context.Options.Targets.Contains(nameof(Rollback))
            || context.Report is not { Commit: { IsNew: true, AwaitsMergeOn: null }, Written: { After.Digest: { } digest } written })
        {
            return;
        }

        var (environment, log) = (written.Environment, context.DeliveryLog);
        if (context.Report.Outcome.IsInconclusive)
        {
            log.Warning($"{environment} is not rolled back: an inconclusive soak has found nothing wrong");
            return;
        }

        try
        {
            var (repository, address) = await gitops.OpenAsync(context);
            var request = new RollbackRequest(
                environment, await gitops.ImageNameAsync(context, repository, environment), failure.Message.Split('\n')[0])
            {
                Path = context.Options.GitOps.Overlays,
                OnlyIfDigest = digest,
                BuildUrl = CiBuild.Here.Url,
            };
            var result = await new OverlayRollback(repository, signing, log, rendered).RollBackAsync(request, context.CancellationToken);
            if (result.Commit is { } commit)
            {
                context.Report.Committed(address, commit, [new OverlayChange(request.Environment, result.From, result.To)]);
                await gitops.DeployAsync(context, environment, repository, commit.Id);
            }
        }
        catch (DeliveryException exception)
        {
            log.Warning($"the rollback failed too: {exception.Message}");
        }
        catch (OperationCanceledException)
        {
            log.Warning(
                "the commit of this run stays, for the rollback was interrupted too. "
                + $"Next: ./build.sh --target=Rollback --environment={environment}");
        }
    }
}
