using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Kubernetes.ArgoCd;

/// <summary>
/// Hands over to Argo Rollouts, where it runs the service: a canary that waits for a decision is brought to all replicas, or taken away, by
/// what the <c>kubectl argo rollouts</c> plugin writes into the object's status
/// (<see href="https://argo-rollouts.readthedocs.io/en/stable/features/kubectl-plugin/"/>).
/// </summary>
public sealed class Rollouts(IKubectl kubectl, DeliveredService service, Wait wait)
{
    public const string Kind = "rollouts.argoproj.io";

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LongestPromotion = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LongestAbort = TimeSpan.FromMinutes(2);

    /// <summary>The Rollout of the service; null where there is none, or Argo Rollouts is not installed.</summary>
    internal static async Task<JsonNode?> FindAsync(
        IKubectl kubectl, DeliveredService service, string ns, CancellationToken cancellationToken) =>
        await kubectl.GetAsync(new(Kind, ns) { Selector = $"app.kubernetes.io/name={service.Name}" }, cancellationToken) is [var first, ..]
            ? first
            : null;

    /// <summary>Brings what waits for a decision to all replicas, without the steps that are left, and waits until it is there.</summary>
    /// <exception cref="DeliveryException">It does not get there.</exception>
    public Task PromoteAsync(string ns, CancellationToken cancellationToken) => DecideAsync(
        ns,
        "status: {promoteFull: true}",
        "to be promoted",
        LongestPromotion,
        rollout => rollout.Health switch
        {
            ("Healthy", _) => Observation.Done(true),
            ("Degraded", var why) => throw new DeliveryException(
                $"{rollout} was not promoted", why, $"kubectl argo rollouts get rollout {rollout.Name} -n {ns} shows why"),
            var (_, seen) => Observation.NotYet<bool>(seen),
        },
        cancellationToken);

    /// <summary>Takes what waits for a decision away: the stable version serves alone. The manifests still ask for the other one.</summary>
    /// <exception cref="DeliveryException">It is still there.</exception>
    public Task AbortAsync(string ns, CancellationToken cancellationToken) => DecideAsync(
        ns,
        "status: {abort: true}",
        "to be aborted",
        LongestAbort,
        rollout => rollout is { IsAborted: true, Phase: "Degraded" }
            ? Observation.Done(true)
            : Observation.NotYet<bool>($"it is {rollout.Phase}"),
        cancellationToken);

    private async Task DecideAsync(
        string ns,
        string patch,
        string what,
        TimeSpan limit,
        Func<RolloutState, Observation<bool>> look,
        CancellationToken cancellationToken)
    {
        var found = await FindAsync(kubectl, service, ns, cancellationToken) ?? throw new DeliveryException(
            $"there is no Rollout of {service.Name} in {ns}", "it was there a moment ago", "./build.sh --target=Status shows what runs");
        await kubectl.PatchStatusAsync(Kind, found.Name(), ns, patch, cancellationToken);
        await wait.UntilAsync(
            $"Rollout/{found.Name()} {what}",
            limit,
            Interval,
            async token => await FindAsync(kubectl, service, ns, token) is { } now
                ? look(RolloutState.Of(now))
                : Observation.NotYet<bool>("it is gone"),
            $"kubectl argo rollouts get rollout {found.Name()} -n {ns} shows how far it is",
            cancellationToken);
    }
}

/// <summary>A Rollout as the API has it (argoproj.io/v1alpha1).</summary>
/// <param name="Phase"><c>Progressing</c>, <c>Paused</c>, <c>Healthy</c> or <c>Degraded</c>: <c>status.phase</c>.</param>
internal sealed record RolloutState(string Name, string Phase)
{
    /// <summary>The hash of the pod template that serves: <c>status.stableRS</c>.</summary>
    public string? Stable { get; private init; }

    /// <summary>The hash of the pod template that is asked for: <c>status.currentPodHash</c>.</summary>
    public string? Current { get; private init; }

    public bool IsAborted { get; private init; }

    /// <summary>The names of the analyses that it has begun and that are not over well, each with how it stands.</summary>
    public IReadOnlyList<(string Name, string Status)> Analyses { get; private init; } = [];

    /// <summary>Its health as Argo CD has it, and why, or at which step it is.</summary>
    public (string Health, string Reason) Health { get; private init; }

    /// <summary>Whether it waits, beside the stable version, for somebody to decide: neither a time nor an analysis ends that.</summary>
    public bool WaitsForDecision => Health.Health == "Suspended";

    public static RolloutState Of(JsonNode rollout)
    {
        var status = rollout.At("status");
        var state = new RolloutState(rollout.Name(), status.Text("phase") ?? "Progressing")
        {
            Stable = status.Text("stableRS"),
            Current = status.Text("currentPodHash"),
            IsAborted = status.Text("abort") == "true",
            Analyses = [.. AnalysesOf(status)],
        };
        return state with { Health = HealthOf(rollout, state) };
    }

    public override string ToString() => $"Rollout/{Name}";

    private static (string, string) HealthOf(JsonNode rollout, RolloutState state)
    {
        var message = rollout.Text("status", "message");
        List<string?> pauses = [.. rollout.Items("status", "pauseConditions").Select(pause => pause.Text("reason"))];
        return state switch
        {
            _ when !IsObserved(rollout) => ("Progressing", "its new version is not begun"),
            { Phase: "Degraded" } => ("Degraded", message ?? "it does not say why"),
            { Phase: "Healthy" } when state.Stable == state.Current => ("Healthy", ""),
            { Phase: "Paused" } when pauses.Exists(reason => reason?.StartsWith("Inconclusive", StringComparison.Ordinal) == true) =>
                ("Degraded", "an analysis is inconclusive, and a person has to decide"),
            { Phase: "Paused" } when pauses.Count > 0 && !EndsByItself(rollout) =>
                ("Suspended", $"{StepOf(rollout)}, and waits for a decision"),
            _ => ("Progressing", message is null ? StepOf(rollout) : $"{StepOf(rollout)}: {message}"),
        };
    }

    /// <summary>Older controllers write a hash in the place of the number.</summary>
    private static bool IsObserved(JsonNode rollout) =>
        rollout.Text("status", "observedGeneration") is { } observed
        && !(NumberOf(observed) < NumberOf(rollout.Text("metadata", "generation")));

    /// <summary>A step that names how long it pauses, and a preview that is promoted after a time.</summary>
    private static bool EndsByItself(JsonNode rollout) =>
        rollout.Text("spec", "strategy", "blueGreen", "autoPromotionSeconds") is not (null or "0")
        || StepsOf(rollout).ElementAtOrDefault(IndexOf(rollout)).Text("pause", "duration") is not null;

    private static string StepOf(JsonNode rollout) =>
        StepsOf(rollout) is { Count: > 0 } steps ? $"it is at step {Math.Min(IndexOf(rollout) + 1, steps.Count)} of {steps.Count}"
        : "its new version is beside the stable one";

    private static List<JsonNode> StepsOf(JsonNode rollout) => [.. rollout.Items("spec", "strategy", "canary", "steps")];

    private static int IndexOf(JsonNode rollout) => NumberOf(rollout.Text("status", "currentStepIndex")) ?? 0;

    private static int? NumberOf(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static IEnumerable<(string Name, string Status)> AnalysesOf(JsonNode? status)
    {
        JsonNode?[] runs =
        [
            status.At("canary", "currentStepAnalysisRunStatus"), status.At("canary", "currentBackgroundAnalysisRunStatus"),
            status.At("blueGreen", "prePromotionAnalysisRunStatus"), status.At("blueGreen", "postPromotionAnalysisRunStatus"),
        ];
        foreach (var run in runs)
        {
            if (run.Text("name") is { } name && (run.Text("status") ?? "Pending") is var phase and not "Successful")
            {
                yield return (name, phase);
            }
        }
    }
}

/// <summary>What an AnalysisRun has found.</summary>
internal static class AnalysisRuns
{
    public static ApplicationResource Named(string ns, string name) => new("argoproj.io", "AnalysisRun", ns, name);

    /// <summary>How it stands, with each metric that failed and the last value of it.</summary>
    /// <param name="status">How it stands, by its Rollout's word.</param>
    /// <param name="run">The object; null where it can't be read.</param>
    public static string Tell(string name, string status, JsonNode? run)
    {
        var failed = run.Items("status", "metricResults")
            .Where(metric => metric.Text("phase") is "Failed" or "Error" or "Inconclusive")
            .Select(metric =>
            {
                var last = metric.Items("measurements").LastOrDefault();
                var why = (metric.Text("message") ?? last.Text("message")) is { } message ? $": {Untrusted.Shown(message)}" : "";
                var value = last.Text("value") is { Length: > 0 } found ? $", last {Untrusted.Shown(found)}" : "";
                return $"metric {metric.Text("name")} is {metric.Text("phase")}{value}{why}";
            });
        return string.Join("; ", [$"analysis {name} is {run.Text("status", "phase") ?? status}", .. failed]);
    }
}
