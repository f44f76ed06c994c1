using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>
/// Decides, look by look, whether a commit is live. An Application says so in several places that two reconcilers write one after
/// the other: none of them is enough alone, and right after a sync its health is still that of before.
/// </summary>
internal sealed class SyncJudge(SyncExpectation expected, IArgoCdApplications applications, ISyncHistory history)
{
    private readonly Dictionary<string, bool> _hasOurs = [];
    private readonly Dictionary<string, string?> _images = [];
    private bool _wasNotDegraded;
    private string? _decision;

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
            ?? SyncVerdict.Done($"{state.SyncStatus} and {_decision ?? state.Health} at {Short(revision)}");
        _wasNotDegraded |= state.Health is not "Degraded";
        return verdict;
    }

    private SyncVerdict? ErrorOf(ApplicationState state, bool hasOurs)
    {
        var errors = state.Conditions.Where(condition => condition.IsError).ToList();

        // An error that is older than our commit may be what the commit fixes. A wrong spec keeps Argo CD from looking at all.
        var isNew = hasOurs || (state.ReconciledAt is { } at && !(at <= expected.ReconciledBefore));
        return errors.FirstOrDefault(error => isNew || error.Type is "InvalidSpecError") is { } error
            ? SyncVerdict.Failed($"{error.Type}: {error.Message}", NextFor(error.Type))
            : null;
    }

    private static string NextFor(string condition) => condition switch
    {
        "ComparisonError" => "run --target=ValidateManifests, and check whether Argo CD can reach the repository",
        "InvalidSpecError" => "fix the Application or its AppProject (k8s/argocd/)",
        _ => "look at the message; after fixing it, sync by hand or push another commit: Argo CD tries each commit once",
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
                $"{Short(expected.Commit)} was overtaken by {Short(revision)}, which has {image}",
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
            ? SyncVerdict.Waiting("Synced; its health is not updated since the sync")
        : null;

    private async Task<SyncVerdict?> UnhealthyAsync(ApplicationState state, CancellationToken cancellationToken)
    {
        var blocking = await BlockingAsync(state, cancellationToken);
        if (blocking.Count == 0 && (state.Health is "Healthy" || _decision is not null))
        {
            return null;
        }

        var seen = blocking.Count > 0 ? string.Join("; ", blocking) : $"the Application is {state.Health}";
        var next = blocking.Select(item => item.Fix).FirstOrDefault(fix => fix is not null);
        return state.Health is "Degraded" && _wasNotDegraded
            ? SyncVerdict.Failed(seen, next ?? $"argocd app get {expected.Application} --show-operation lists every resource")
            : SyncVerdict.Waiting(seen, next);
    }

    /// <summary>
    /// The worst first. A Deployment and a Rollout are always asked for: their health may be that of before their new pods began.
    /// </summary>
    private async Task<IReadOnlyList<BlockingResource>> BlockingAsync(ApplicationState state, CancellationToken cancellationToken)
    {
        var blocking = new List<BlockingResource>();
        _decision = null;
        foreach (var resource in state.Resources)
        {
            var (health, reason) = (resource.Health ?? "Healthy", resource.Message ?? "");
            var isUnknown = resource.Health is null && state.Health is not "Healthy" && ResourceHealth.Knows(resource.Kind);
            if (resource.IsRollout)
            {
                (health, reason) = await OfRolloutAsync(resource, cancellationToken) ?? (health, reason);
            }
            else if ((isUnknown || resource.Kind is "Deployment")
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

    /// <summary>What a Rollout waits for, with what its analyses found; null where it can't be read.</summary>
    private async Task<(string Health, string Reason)?> OfRolloutAsync(ApplicationResource resource, CancellationToken cancellationToken)
    {
        if (await ReadAsync(resource) is not { } json)
        {
            return null;
        }

        var rollout = RolloutState.Of(json);
        var (health, reason) = rollout.Health;
        _decision ??= rollout.WaitsForDecision ? $"{rollout} is in place: {reason}" : null;
        var analyses = new List<string>();
        foreach (var (name, status) in rollout.Analyses)
        {
            analyses.Add(AnalysisRuns.Tell(name, status, await ReadAsync(AnalysisRuns.Named(resource.Namespace, name))));
        }

        return (health, string.Join("; ", [reason, .. analyses]));

        async Task<JsonNode?> ReadAsync(ApplicationResource asked) =>
            await applications.GetResourceAsync(asked, cancellationToken) is { } text
                ? ForeignJson.Read(text, $"{asked}", $"kubectl -n {asked.Namespace} get {asked.Kind.ToLowerInvariant()} -o yaml")
                : null;
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

/// <summary>What is to be live.</summary>
/// <param name="Application">The Application's name.</param>
/// <param name="Commit">The full id of the commit that is to be synced, or a later one.</param>
/// <param name="Digest">The digest of the image that is to run.</param>
public sealed record SyncExpectation(string Application, string Commit, string Digest)
{
    /// <summary>The address of the commit's repository: tells which source of a multi-source Application is meant.</summary>
    public string? RepositoryUrl { get; init; }

    /// <summary>
    /// When Argo CD had last looked at the repository before it was notified of the commit: what it says of errors counts only after that.
    /// </summary>
    public DateTimeOffset? ReconciledBefore { get; init; }
}

internal enum SyncOutcome
{
    /// <summary>It may still succeed.</summary>
    Waiting,

    /// <summary>The commit is live and healthy.</summary>
    Done,

    /// <summary>It will not succeed by itself.</summary>
    Failed,
}

/// <summary>What one look at an Application means.</summary>
/// <param name="Outcome">How far the sync is.</param>
/// <param name="Seen">What was seen, in a few words.</param>
/// <param name="Next">What fixes it, where that is known.</param>
internal sealed record SyncVerdict(SyncOutcome Outcome, string Seen, string? Next = null)
{
    public static SyncVerdict Done(string seen) => new(SyncOutcome.Done, seen);

    public static SyncVerdict Waiting(string seen, string? next = null) => new(SyncOutcome.Waiting, seen, next);

    public static SyncVerdict Failed(string seen, string next) => new(SyncOutcome.Failed, seen, next);
}

/// <summary>A resource that keeps an Application from being healthy.</summary>
/// <param name="Reason">Why, such as <c>it has no address</c>.</param>
internal sealed record BlockingResource(ApplicationResource Resource, string Health, string Reason)
{
    /// <summary>What usually fixes it, where that is known.</summary>
    public string? Fix => (Resource.Kind, Health) switch
    {
        ("Ingress", "Progressing") =>
            "let the ingress controller publish its address (Traefik: providers.kubernetesIngress.publishedService.enabled=true; "
            + "ingress-nginx: controller.publishService.enabled=true), or tell Argo CD that an Ingress without one is healthy "
            + "(argocd-cm: resource.customizations.health.networking.k8s.io_Ingress)",
        ("Service", "Progressing") =>
            "install what gives a Service of type LoadBalancer its address (MetalLB, a cloud's controller), or make it a ClusterIP",
        ("PersistentVolumeClaim", _) => $"look for its volume: kubectl -n {Resource.Namespace} describe pvc {Resource.Name}",
        ("Deployment" or "StatefulSet" or "DaemonSet", _) =>
            $"look at its pods: kubectl -n {Resource.Namespace} describe {Resource.Kind.ToLowerInvariant()} {Resource.Name}",
        ("Rollout", _) => $"kubectl argo rollouts get rollout {Resource.Name} -n {Resource.Namespace} shows its steps and analyses",
        _ => null,
    };

    /// <summary>Such as <c>Ingress/gitops-demo is Progressing: it has no address</c>.</summary>
    public override string ToString() => $"{Resource} is {Health}" + (Reason.Length > 0 ? $": {Reason}" : "");
}
