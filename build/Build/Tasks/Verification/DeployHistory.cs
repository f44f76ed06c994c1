using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>What was deployed to an environment: the deploy that has failed, and the last one before it that was proven.</summary>
public sealed class DeployHistory(
    IPlatform platform,
    IPlatformView view,
    GitOpsRepositories gitops,
    IManifestRenderer renderer,
    ImageTransfer images,
    LastProof lastProof,
    Redaction redaction,
    ICommandRunner runner)
{
    /// <summary>What this run has deployed, or has looked at; null where that is not known.</summary>
    internal async Task<DeployFacts?> FailedAsync(BuildContext context, string environment, LiveEnvironment? live, Evidence evidence)
    {
        var report = context.Report;
        var image = report.Written?.After is { Digest: not null } written ? $"{written}" : live?.Image;
        if (image is null || (report.Commit?.Id ?? live?.Commit) is not { } commit)
        {
            return null;
        }

        var charts = await evidence.AskAsync("the charts", platform.ChartsAsync);
        return await CompleteAsync(
            context, environment, new(image, commit) { Charts = charts ?? new Dictionary<string, string>() }, evidence);
    }

    /// <summary>What has changed since the last deploy that was proven; null where none is known.</summary>
    internal async Task<ReportedChanges?> SinceProofAsync(BuildContext context, string environment, DeployFacts failed, Evidence evidence)
    {
        if (await evidence.AskAsync("the last proof", token => LastProvenAsync(context, environment, token)) is not { } proven)
        {
            return null;
        }

        var facts = new DeployFacts(proven.Image, proven.GitOpsCommit) { SourceCommit = proven.SourceCommit, Charts = proven.Charts };
        var before = await CompleteAsync(context, environment, facts, evidence);
        var changes = new ChangesSinceProof(new GitCommand(context.Paths.Root, runner), new TextDiff(runner));
        return await evidence.AskAsync<ReportedChanges>(
            "what has changed since", async token => await changes.CompareAsync(before, proven.At, failed, token));
    }

    private async Task<ProvenDeploy?> LastProvenAsync(BuildContext context, string environment, CancellationToken cancellationToken)
    {
        var repository = RepositoryOf(context);
        var overlays = repository is null ? null : new OverlayReader(repository, context.Options.GitOps.Overlays);
        var image = repository is null ? "" : await gitops.ImageNameAsync(context, repository, environment);
        return await lastProof.FindAsync(environment, overlays, image, context.Report.Started, cancellationToken);
    }

    /// <summary>With what the image and the repository say of it; without secrets, so that no difference has them either.</summary>
    private async Task<DeployFacts> CompleteAsync(BuildContext context, string environment, DeployFacts facts, Evidence evidence)
    {
        var overlay = OverlayFile.Folder(context.Options.GitOps.Overlays, environment);
        return facts with
        {
            SourceCommit = facts.SourceCommit ?? await evidence.AskAsync(
                "the commit of an image", token => images.SourceCommitAsync(ImageReference.Parse(facts.Image), token)),
            Manifests = RepositoryOf(context) is not { } repository ? null : await evidence.AskAsync(
                $"the manifests at {facts.GitOpsCommit}",
                async token => redaction.Of(await repository.AtAsync(
                    facts.GitOpsCommit,
                    (checkout, ending) => renderer.RenderAsync(Path.Combine(checkout, overlay), ending),
                    token))),
        };
    }

    private GitOpsRepository? RepositoryOf(BuildContext context) => gitops.Find(context.Options.GitOps, view.Defaults);
}
