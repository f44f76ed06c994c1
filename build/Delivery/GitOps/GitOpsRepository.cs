using GitOpsDemo.Delivery.Programs;
using Polly;
using Polly.Retry;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>The repository that Argo CD watches. Many builds push to its branch at once, and none may lose a commit.</summary>
public sealed class GitOpsRepository
{
    /// <summary>How often an edit is tried before the branch is taken to be too busy.</summary>
    public const int MaximumTries = 10;

    private readonly GitOpsSettings _settings;
    private readonly GitClone _clone;
    private readonly IDeliveryLog _log;
    private readonly TimeProvider _time;

    /// <summary>Looks at nothing yet; the first call that needs the clone makes it.</summary>
    /// <exception cref="DeliveryException">The remote's address has a password in it.</exception>
    public GitOpsRepository(GitOpsSettings settings, ICommandRunner runner, IDeliveryLog log, TimeProvider time)
    {
        settings.Validate();
        _settings = settings;
        _clone = new GitClone(settings, runner);
        _log = log;
        _time = time;
    }

    /// <summary>
    /// Applies an edit to the branch's newest commit and pushes the result. When another push comes in between, it fetches, resets and
    /// applies the edit again (it does not rebase: the edit sees what the other changed), up to <see cref="MaximumTries"/> times with
    /// growing random pauses, the last from a fresh clone, and never forces. Without a difference there is no commit.
    /// </summary>
    /// <param name="edit">Gets the checkout's folder and changes files in it. It may run several times, on different commits.</param>
    /// <param name="cancellationToken">Ends the work; the branch has the whole commit or none of it.</param>
    /// <exception cref="DeliveryException">The remote can't be reached or refuses, or every try was overtaken.</exception>
    public Task<GitOpsCommit> ApplyAsync(Func<string, CancellationToken, Task<GitOpsChange>> edit, CancellationToken cancellationToken)
    {
        GitOpsCommit? pushed = null;
        return WithCloneAsync(TryAsync, cancellationToken);

        async Task<GitOpsCommit> TryAsync(int tries, CancellationToken token)
        {
            var (tip, isWatched) = await _clone.FetchTargetAsync(token);
            if (tip == pushed?.Id)
            {
                // The push had succeeded and only its answer was lost.
                return pushed;
            }

            await _clone.CheckOutAsync(tip, token);
            var change = await edit(_clone.Folder, token);
            if (change.Paths.Count == 0 || await _clone.CommitAsync(change, tip, token) is not { } commit)
            {
                var present = new GitOpsCommit(tip, IsNew: false, tries);
                return isWatched ? present : AwaitingMerge(present);
            }

            pushed = AwaitingMerge(new GitOpsCommit(commit, IsNew: true, tries));
            await _clone.PushAsync(pushed.Id, token);
            return pushed;
        }
    }

    /// <summary>The full id of the branch's newest commit.</summary>
    public Task<string> TipAsync(CancellationToken cancellationToken) =>
        WithCloneAsync((_, token) => _clone.FetchAsync(token), cancellationToken);

    /// <summary>The text of a file at a commit of the branch, or null where there is none. Its line ends are line feeds.</summary>
    /// <param name="path">The path from the repository's top, with slashes.</param>
    /// <param name="commit">A commit of the branch; its newest when null.</param>
    /// <exception cref="DeliveryException">The branch has no such commit.</exception>
    public Task<string?> ReadAsync(string path, string? commit, CancellationToken cancellationToken) => WithCloneAsync(
        async (_, token) =>
        {
            var tip = await _clone.FetchAsync(token);
            return await _clone.ReadAsync(commit is null ? tip : await FindAsync(commit, token), path, token);
        },
        cancellationToken);

    /// <summary>
    /// Lets something read the folders of the repository at a commit of the branch. The remote is asked only for one that is not here yet.
    /// </summary>
    /// <param name="commit">The full id of a commit of the branch.</param>
    /// <param name="read">Gets the checkout's folder, which stays as it is until it is done.</param>
    /// <exception cref="DeliveryException">The branch has no such commit.</exception>
    public Task<T> AtAsync<T>(
        string commit, Func<string, CancellationToken, Task<T>> read, CancellationToken cancellationToken) => WithCloneAsync(
        async (_, token) =>
        {
            await _clone.CheckOutAsync(await FindAsync(commit, token), token);
            return await read(_clone.Folder, token);
        },
        cancellationToken);

    /// <summary>Whether a commit of the branch is another one or comes before it.</summary>
    /// <param name="ancestor">The commit that may come before.</param>
    /// <param name="descendant">The commit that may come after; one that the branch does not have comes after none.</param>
    public Task<bool> IsAncestorAsync(string ancestor, string descendant, CancellationToken cancellationToken) => WithCloneAsync(
        async (_, token) =>
        {
            // Of a shallow clone both can be missing: one is newer than it, the other older.
            if (await _clone.FindAsync(descendant, token) is null || await _clone.FindAsync(ancestor, token) is null)
            {
                await _clone.FetchHistoryAsync(token);
            }

            return await _clone.IsAncestorAsync(ancestor, descendant, token);
        },
        cancellationToken);

    /// <summary>Walks back through the commits of the branch that changed a file.</summary>
    /// <param name="paths">The names that the file may have, from the repository's top.</param>
    /// <param name="trailer">The key of a trailer whose values are wanted.</param>
    /// <param name="isWanted">Gets each version, from the newest to the oldest, and ends the walk by saying yes.</param>
    /// <returns>The version that was wanted, or null.</returns>
    public Task<FileVersion?> FindVersionAsync(
        IReadOnlyList<string> paths,
        string trailer,
        Func<FileVersion, bool> isWanted,
        CancellationToken cancellationToken) => WithCloneAsync(
        async (_, token) =>
        {
            var tip = await _clone.FetchHistoryAsync(token);
            foreach (var (commit, values) in await _clone.LogAsync(tip, trailer, paths, token))
            {
                var text = await _clone.ReadFirstAsync(commit, paths, token);
                if (text is not null && new FileVersion(commit, text, values) is var version && isWanted(version))
                {
                    return version;
                }
            }

            return null;
        },
        cancellationToken);

    private GitOpsCommit AwaitingMerge(GitOpsCommit commit) => _settings.PullRequestBranch is { } branch
        ? commit with
        {
            AwaitsMergeOn = branch,
            PullRequest = ForgeRepository.Find(_settings.Remote)?.PullRequestUrl(_settings.Branch, branch),
        }
        : commit;

    /// <summary>The commit, wherever it is: in the clone, newer than it, or in the history that it was made without.</summary>
    private async Task<string> FindAsync(string commit, CancellationToken cancellationToken)
    {
        var found = await _clone.FindAsync(commit, cancellationToken);
        Func<CancellationToken, Task<string>>[] fetches = [_clone.FetchAsync, _clone.FetchHistoryAsync];
        foreach (var fetchAsync in fetches.TakeWhile(_ => found is null))
        {
            await fetchAsync(cancellationToken);
            found = await _clone.FindAsync(commit, cancellationToken);
        }

        return found ?? throw new DeliveryException(
            $"commit `{commit}` can't be read",
            $"branch `{_settings.Branch}` of {_settings.Remote} does not have it",
            "look it up with `git log` in that repository");
    }

    private async Task<T> WithCloneAsync<T>(Func<int, CancellationToken, Task<T>> work, CancellationToken cancellationToken)
    {
        var wait = new Wait(_log, _time);
        using var held = await FileLock.AcquireAsync(
            _settings.CloneFolder + ".lock", $"another build to leave {_settings.CloneFolder}", wait, cancellationToken);
        var tries = 0;
        var begun = _time.GetTimestamp();
        var started = begun;
        var isOpen = false;
        var needsFreshClone = false;
        try
        {
            return await Retrying<T>(
                () => _time.GetElapsedTime(begun), () => _time.GetElapsedTime(started)).ExecuteAsync(TryAsync, cancellationToken);
        }
        catch (TransientException exception)
        {
            throw new DeliveryException(
                $"gave up on branch `{_settings.Branch}` of {_settings.Remote} after {Plural.Of(tries, "try", "tries")}",
                exception.Message,
                exception.Next,
                exception);
        }

        async ValueTask<T> TryAsync(CancellationToken token)
        {
            tries++;
            started = _time.GetTimestamp();
            try
            {
                if (!isOpen || needsFreshClone || tries == MaximumTries)
                {
                    await _clone.OpenAsync(needsFreshClone || tries == MaximumTries, token);
                    isOpen = true;
                }

                return await work(tries, token);
            }
            catch (TransientException exception)
            {
                needsFreshClone = exception.NeedsFreshClone;
                throw;
            }
        }
    }

    private ResiliencePipeline<T> Retrying<T>(
        Func<TimeSpan> duration, Func<TimeSpan> lastDuration) => new ResiliencePipelineBuilder<T> { TimeProvider = _time }
        .AddRetry(new RetryStrategyOptions<T>
        {
            ShouldHandle = retry => ValueTask.FromResult(
                retry.Outcome.Exception is TransientException again
                && retry.AttemptNumber + 1 < again.MostTries
                && duration() < _settings.Patience),
            MaxRetryAttempts = MaximumTries - 1,
            DelayGenerator = retry => new(Backoff.After(retry.AttemptNumber + 1, lastDuration(), Random.Shared.NextDouble())),
            OnRetry = retry =>
            {
                var failed = (TransientException)retry.Outcome.Exception!;
                var next = $"try {retry.AttemptNumber + 2} of {failed.MostTries} in {retry.RetryDelay.TotalMilliseconds:0} ms";
                _log.Information($"{failed.Message}; {next}");
                return default;
            },
        })
        .Build();
}

/// <summary>What an edit did to a checkout.</summary>
/// <param name="Paths">The files and folders that it wrote or removed, relative to the checkout; none when there was nothing to do.</param>
/// <param name="Message">The message of the commit.</param>
public sealed record GitOpsChange(IReadOnlyList<string> Paths, CommitMessage Message);

/// <summary>Where the branch stood after an edit was applied to it.</summary>
/// <param name="Id">The full id of the commit that has the edit: a new one, or the branch's tip when there was nothing to change.</param>
/// <param name="IsNew">Whether a commit was made and pushed.</param>
/// <param name="Tries">How many tries it took; more than one when others pushed at the same time.</param>
public sealed record GitOpsCommit(string Id, bool IsNew, int Tries)
{
    /// <summary>The branch on which the commit waits for somebody to merge it; null when the watched branch has it.</summary>
    public string? AwaitsMergeOn { get; init; }

    /// <summary>The page on which a person opens the pull request, where a forge has one.</summary>
    public Uri? PullRequest { get; init; }
}

/// <summary>A file as a commit left it.</summary>
/// <param name="Commit">The commit's full id.</param>
/// <param name="Text">The file's text, with line feeds.</param>
/// <param name="TrailerValues">The values of the trailer that was asked for.</param>
public sealed record FileVersion(string Commit, string Text, IReadOnlyList<string> TrailerValues);
