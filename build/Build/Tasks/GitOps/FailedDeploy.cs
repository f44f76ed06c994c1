using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>Undoes a Deploy whose commit was pushed and whose proof then failed (<c>--rollback-on-failure</c>).</summary>
public sealed class FailedDeploy(
    GitOpsRepositories gitops, RenderedImages rendered, IPlatform platform, ImageSigning signing, IDeliveryLog log)
{
    /// <summary>
    /// Puts back what ran before, only if the overlay is still what this run wrote. What goes wrong here is said, and leaves the failure of
    /// the run what it was.
    /// </summary>
    internal async Task UndoAsync(BuildContext context, Exception failure)
    {
        if (!context.Options.Release.RollsBackOnFailure
            || context.Report is not { Commit: { IsNew: true, AwaitsMergeOn: null }, Image: { } image })
        {
            return;
        }

        try
        {
            var environment = context.Options.Environment;
            var (repository, address) = await gitops.OpenAsync(context);
            var request = new RollbackRequest(
                environment, await gitops.ImageNameAsync(context, repository, environment), failure.Message.Split('\n')[0])
            {
                Path = context.Options.GitOps.Overlays,
                OnlyIfDigest = ImageReference.Parse(image.Reference).Digest!.ToString(),
                BuildUrl = GitOpsRepositories.BuildUrl,
            };
            var result = await new OverlayRollback(repository, signing, log, rendered).RollBackAsync(request, context.CancellationToken);
            if (result.Commit is { } commit)
            {
                context.Report.Committed(address, commit, [new OverlayChange(request.Environment, result.From, result.To)]);
                context.Report.Live = await platform.SyncAsync(
                    await gitops.SyncRequestAsync(context, environment, repository, commit.Id), context.CancellationToken);
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
                + $"Next: ./build.sh --target=Rollback --environment={context.Options.Environment}");
        }
    }
}
