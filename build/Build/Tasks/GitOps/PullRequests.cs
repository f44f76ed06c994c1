using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Tasks.GitOps;

/// <summary>What becomes of a commit on a branch of its own: its pull request, and the wait for the merge.</summary>
public sealed class PullRequests(Wait wait)
{
    private static readonly TimeSpan Pace = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan LongestReview = TimeSpan.FromHours(1);

    /// <summary>The forge of a repository by whose token commits are pushed; null where there is none.</summary>
    internal Func<string, ServerTls, IForge?> ForgeOf { get; init; } = (address, tls) =>
        SecretVariables.ValueOf(SecretVariables.GitOpsToken) is { } token
        ? ForgeRepository.Find(address)?.Forge(token, SecretVariables.GitOpsToken, tls)
        : null;

    /// <summary>
    /// Opens the pull request of a commit, or updates it, and with <c>--wait-for-merge</c> waits until it is merged. Any other
    /// commit stays what it is.
    /// </summary>
    /// <param name="result">The commit and what it changes.</param>
    /// <param name="proof">What was proven of the image; null when it is proven after the merge.</param>
    /// <returns>The commit as it is then.</returns>
    /// <exception cref="DeliveryException">It was not merged in time, or closed.</exception>
    internal async Task<GitOpsCommit> FollowAsync(
        BuildContext context, GitOpsRepository repository, string address, BumpResult result, string? proof = null)
    {
        if (result.Commit.AwaitsMergeOn is not { } branch)
        {
            return result.Commit;
        }

        var options = context.Options;
        var forge = ForgeOf(address, options.Settings.TlsOf(KnownSettings.ForgeServer));
        var text = PullRequestText.Of(
            options.Targets[0], options.GitOps.Branch, branch, result.Overlays[0], proof, CiBuild.Here.Url);
        var opened = forge is null ? null : await OpenAsync(context, forge, text);
        var commit = opened is null ? result.Commit : result.Commit with { PullRequest = opened.Page };
        if (!options.GitOps.WaitsForMerge)
        {
            return commit;
        }

        context.Report.Committed(address, commit, result.Overlays);
        await wait.UntilAsync(
            $"{opened?.Page.ToString() ?? branch} to be merged into {text.Into}",
            options.Timeout ?? LongestReview,
            Pace,
            token => opened is null ? LookAsync(repository, commit, token) : LookAsync(forge!, opened, token),
            "merge it, and run the same command again; --timeout waits longer",
            context.CancellationToken);
        context.DeliveryLog.Information($"merged into {text.Into}");
        return commit with { Id = await repository.TipAsync(context.CancellationToken), IsNew = false, AwaitsMergeOn = null };
    }

    /// <summary>The commit is pushed already: what fails here a person can do by the link.</summary>
    private static async Task<PullRequest?> OpenAsync(BuildContext context, IForge forge, PullRequestText text)
    {
        var log = context.DeliveryLog;
        try
        {
            var opened = await forge.OpenAsync(text, context.CancellationToken);
            log.Information($"{(opened.IsNew ? "opened" : "updated")}: {opened.Page}");
            if (opened.WithoutLabel is { } why)
            {
                log.Warning($"it has no label: {why}");
            }

            return opened;
        }
        catch (DeliveryException exception)
        {
            log.Warning($"no pull request was opened: {exception.Message}");
            return null;
        }
    }

    /// <summary>By the history, which a squashed commit is not in.</summary>
    private static async Task<Observation<bool>> LookAsync(
        GitOpsRepository repository, GitOpsCommit commit, CancellationToken cancellationToken) =>
        await repository.IsAncestorAsync(commit.Id, await repository.TipAsync(cancellationToken), cancellationToken)
            ? Observation.Done(true)
            : Observation.NotYet<bool>("not merged yet");

    /// <summary>By the forge's answer; one that is away for a moment is asked again.</summary>
    private static async Task<Observation<bool>> LookAsync(IForge forge, PullRequest opened, CancellationToken cancellationToken)
    {
        try
        {
            if (await forge.StateAsync(opened.Number, cancellationToken) is var state && state != PullRequestState.Closed)
            {
                return state == PullRequestState.Merged ? Observation.Done(true) : Observation.NotYet<bool>("not merged yet");
            }
        }
        catch (DeliveryException exception)
        {
            return Observation.NotYet<bool>(exception.Message);
        }

        throw new DeliveryException($"{opened.Page} was not merged", "somebody has closed it", "open it again, or deploy a fixed version");
    }
}
