
namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>
/// Decides, look by look, whether a commit is live. An Application says so in several places that two reconcilers write one after
/// the other: none of them is enough alone, and right after a sync its health is still that of before.
/// </summary>
internal sealed class SyncJudge(SyncExpectation expected, IArgoCdApplications applications, ISyncHistory history)
{
    private readonly Dictionary<string, bool> _hasOurs = [];
    private readonly Dictionary<string, string?> _images = [];
    private bool _wasNotDegraded;

    /// <summary>Judges the Application as it is now, in the light of what it was at earlier looks.</summary>
    public async Task<SyncVerdict> JudgeAsync(ApplicationState state, CancellationToken cancellationToken)
    {
        var revision = RevisionOf(state, state.Revisions);
        var hasOurs = revision is not null && await HasOursAsync(revision, cancellationToken);
        var verdict = ErrorOf(state, hasOurs)
            ?? await FailedSyncAsync(state, cancellationToken)
            ?? (hasOurs ? null : SyncVerdict.Waiting($"{state.SyncStatus} at {Short(revision)}, waiting for {Short(expected.Commit)}"))
            ?? await OvertakenAsync(revision!, cancellationToken)
            ?? UnfinishedSync(state)
            ?? await UnhealthyAsync(state, cancellationToken)
            ?? MissingImage(state)
            ?? SyncVerdict.Done($"{state.SyncStatus} and {state.Health} at {Short(revision)}");
        _wasNotDegraded |= state.Health is not "Degraded";
        return verdict;
    }

    private SyncVerdict? ErrorOf(ApplicationState state, bool hasOurs)
    {
        var errors = state.Conditions.Where(condition => condition.IsError).ToList();

        // An error that is older than our commit may be what the commit mends. A wrong spec keeps Argo CD from looking at all.
        var isNew = hasOurs || (state.ReconciledAt is { } at && !(at <= expected.ReconciledBefore));
        return errors.FirstOrDefault(error => isNew || error.Type is "InvalidSpecError") is { } error
            ? SyncVerdict.Failed($"{error.Type}: {error.Message}", NextFor(error.Type))
            : null;
    }

    private static string NextFor(string condition) => condition switch
    {
        "ComparisonError" => "render the overlay with --target=ValidateManifests, and look whether Argo CD can reach the repository",
        "InvalidSpecError" => "mend the Application or its AppProject (k8s/argocd/)",
        _ => "look at the message; after mending it, sync by hand or push another commit: Argo CD tries each commit once",
    };

    private async Task<SyncVerdict?> FailedSyncAsync(ApplicationState state, CancellationToken cancellationToken) =>
        state is { Operation: { HasFailed: true } operation, IsOperating: false }
        && RevisionOf(state, operation.Revisions) is { } synced
        && await HasOursAsync(synced, cancellationToken)
            ? SyncVerdict.Failed($"the sync of {Short(synced)} ended as {operation.Phase}: {operation.Message}", NextFor("SyncError"))
            : null;

    private async Task<SyncVerdict?> OvertakenAsync(string revision, CancellationToken cancellationToken)
    {
        if (revision != expected.Commit && !_images.ContainsKey(revision))
        {
            _images[revision] = await history.ImageAtAsync(revision, cancellationToken);
        }

        return _images.GetValueOrDefault(revision) is { } image && !IsOurs(image)
            ? SyncVerdict.Failed(
                $"{Short(expected.Commit)} was overtaken by {Short(revision)}, which brings {image}",
                "nothing, if that was meant: the later commit counts; else deploy again")
            : null;
    }

    private SyncVerdict? UnfinishedSync(ApplicationState state) =>
        state.IsOperating || state.Operation is { IsRunning: true }
            ? SyncVerdict.Waiting($"syncing{(state.Operation is { Message.Length: > 0 } operation ? $": {operation.Message}" : "")}")
        : state.SyncStatus is not "Synced"
            ? SyncVerdict.Waiting(
                state.IsAutomated ? $"{state.SyncStatus} at our commit" : $"{state.SyncStatus} at our commit, and syncs only by hand",
                state.IsAutomated ? null : $"sync it: argocd app sync {expected.Application}, or the button in the UI")
        : state.ReconciledAt is null || state.Operation?.FinishedAt > state.ReconciledAt
            ? SyncVerdict.Waiting("Synced; its health is still that of before the sync")
        : null;

    private async Task<SyncVerdict?> UnhealthyAsync(ApplicationState state, CancellationToken cancellationToken)
    {
        var blocking = await BlockingAsync(state, cancellationToken);
        if (blocking.Count == 0 && state.Health is "Healthy")
        {
            return null;
        }

        var seen = blocking.Count > 0 ? string.Join("; ", blocking) : $"the Application is {state.Health}";
        var next = blocking.Select(item => item.Fix).FirstOrDefault(fix => fix is not null);
        return state.Health is "Degraded" && _wasNotDegraded
            ? SyncVerdict.Failed(seen, next ?? $"argocd app get {expected.Application} --show-operation lists every resource")
            : SyncVerdict.Waiting(seen, next);
    }

    /// <summary>The worst first. A Deployment is always asked for: its health may be that of before its new pods began.</summary>
    private async Task<IReadOnlyList<BlockingResource>> BlockingAsync(ApplicationState state, CancellationToken cancellationToken)
    {
        var blocking = new List<BlockingResource>();
        foreach (var resource in state.Resources)
        {
            var (health, reason) = (resource.Health ?? "Healthy", resource.Message ?? "");
            var isUnknown = resource.Health is null && state.Health is not "Healthy" && ResourceHealth.Knows(resource.Kind);
            if ((isUnknown || resource.Kind is "Deployment")
                && await applications.GetResourceAsync(resource, cancellationToken) is { } json)
            {
                (health, reason) = ResourceHealth.Of(resource.Kind, json);
            }

            if (health is not ("Healthy" or "Suspended"))
            {
                blocking.Add(new BlockingResource(resource, health, reason));
            }
        }

        return [.. blocking.OrderBy(item => item.Health is "Degraded" ? 0 : item.Health is "Missing" ? 1 : 2)];
    }

    private SyncVerdict? MissingImage(ApplicationState state)
    {
        var images = state.Images.Count == 0 ? "no image" : string.Join(", ", state.Images);
        return state.Images.Any(IsOurs) ? null : SyncVerdict.Waiting($"it runs {images}, not yet {expected.Digest}");
    }

    private bool IsOurs(string image) => image.EndsWith(expected.Digest, StringComparison.Ordinal);

    private async Task<bool> HasOursAsync(string revision, CancellationToken cancellationToken)
    {
        if (!_hasOurs.TryGetValue(revision, out var hasOurs))
        {
            hasOurs = revision == expected.Commit || await history.IsAncestorAsync(expected.Commit, revision, cancellationToken);
            _hasOurs[revision] = hasOurs;
        }

        return hasOurs;
    }

    /// <summary>Of a multi-source Application the revision of our repository.</summary>
    private string? RevisionOf(ApplicationState state, IReadOnlyList<string> revisions)
    {
        var ours = state.Sources.Index()
            .Where(source => expected.RepositoryUrl is { } url && source.Item.IsRepository(url))
            .Select(source => source.Index);
        return revisions.ElementAtOrDefault(ours.FirstOrDefault());
    }

    private static string Short(string? commit) => commit is null ? "no commit" : commit[..Math.Min(commit.Length, 10)];
}
