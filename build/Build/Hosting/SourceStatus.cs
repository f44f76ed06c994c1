using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Delivery.Versioning;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Shows beside the source's commit, in its forge, how its Deploy to a cluster goes, and says in the pull request that the commit came from
/// what was proven. A token asks for it (<c>SOURCE_TOKEN</c>); what goes wrong with it is a warning.
/// </summary>
public sealed class SourceStatus(ICommandRunner runner)
{
    private const int LongestDescription = 140;

    private bool _hasBegun;
    private (IForge Forge, string Commit)? _shown;

    /// <summary>The token for the status; null where none is asked for.</summary>
    internal string? Token { get; init; } = SecretVariables.ValueOf(SecretVariables.SourceToken);

    /// <summary>Shows its start, once.</summary>
    internal async Task BeginAsync(BuildContext context)
    {
        if (_hasBegun
            || !context.Options.Targets.Contains(nameof(Tasks.Deploy))
            || context.Options.Cluster.KubeContext is null
            || Token is not { } token)
        {
            return;
        }

        _hasBegun = true;
        try
        {
            _shown = await FindAsync(context, token);
            await ShowAsync(context, CommitState.Pending, "is being deployed");
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning($"the source's commit has no status: {exception.Message}");
        }
    }

    /// <summary>Shows the result, where its start was shown.</summary>
    internal async Task EndAsync(BuildContext context, DeliveryReport report)
    {
        var passed = report.Checks.Count(check => check.Verdict == Verdict.Pass);
        try
        {
            await (report switch
            {
                { Succeeded: false } => ShowAsync(context, CommitState.Failure, $"failed: {report.Failure?.Split('\n')[0]}"),
                { Commit.AwaitsMergeOn: { } branch } => ShowAsync(context, CommitState.Pending, $"waits to be merged on {branch}"),
                _ => ShowAsync(context, CommitState.Success, $"proven, {Plural.Of(passed, "check")}"),
            });
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning($"the source's commit has no status: {exception.Message}");
        }

        await SayAsync(context, report);
    }

    private async Task SayAsync(BuildContext context, DeliveryReport report)
    {
        if (_shown is not (var forge, var commit))
        {
            return;
        }

        try
        {
            if (await forge.OfCommitAsync(commit, CancellationToken.None) is not { } request)
            {
                context.DeliveryLog.Detail($"no pull request of the source has the commit {commit}");
                return;
            }

            await forge.SayAsync(request.Number, new(About(context), MarkdownReport.Summary(report)), CancellationToken.None);
            context.DeliveryLog.Information($"what was proven is said in {request.Page}");
        }
        catch (DeliveryException exception)
        {
            context.DeliveryLog.Warning($"the source's pull request has no summary: {exception.Message}");
        }
    }

    private static string About(BuildContext context) => $"{context.Options.Settings.Service.Name}/{context.Options.Environment}";

    private Task ShowAsync(BuildContext context, CommitState state, string description) => _shown is (var forge, var commit)
        ? forge.SetStatusAsync(
            commit,
            new(
                About(context),
                state,
                Untrusted.Cut(description, LongestDescription),
                CiBuild.Here.Url),
            CancellationToken.None)
        : Task.CompletedTask;

    private async Task<(IForge Forge, string Commit)> FindAsync(BuildContext context, string token)
    {
        var (git, cancellationToken) = (new GitCommand(context.Paths.Root, runner), context.CancellationToken);
        if (await git.AskAsync(["rev-parse", "HEAD"], cancellationToken) is not { } commit
            || !await git.IsCleanAsync(cancellationToken))
        {
            throw new DeliveryException(
                "it can't be named", "there is none, or the sources have changes that are in no commit", "commit them");
        }

        var remote = await git.AskAsync(["remote", "get-url", "origin"], cancellationToken);
        var repository = ForgeRepository.Find(remote ?? "") ?? throw new DeliveryException(
            "no forge is known", "origin is not the address of one", "unset SOURCE_TOKEN, or add the remote");
        return (repository.Forge(token, SecretVariables.SourceToken, context.Options.Settings.TlsOf(KnownSettings.ForgeServer)), commit);
    }
}
