using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A pod as a person wants to see it while waiting.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsReady">Whether it is ready, or has done its work.</param>
/// <param name="Reason">Why it is not ready, in a word, such as <c>ImagePullBackOff</c>.</param>
/// <param name="LastEvent">What the cluster said of it last, or null.</param>
public sealed record PodState(string Name, bool IsReady, string Reason, string? LastEvent)
{
    private const int LongestEvent = 160;

    /// <summary>Reads the pods among objects, each with its last event.</summary>
    /// <param name="objects">Pods and events of one namespace.</param>
    public static IReadOnlyList<PodState> Read(IReadOnlyList<JsonNode> objects)
    {
        var events = objects.Where(item => item.Kind() == "Event")
            .OrderBy(Time, StringComparer.Ordinal)
            .ToLookup(item => item.Text("involvedObject", "uid"));
        return
        [
            .. objects.Where(item => item.Kind() == "Pod")
                .Select(pod => new PodState(pod.Name(), Ready(pod), ReasonOf(pod), Last(events[pod.Text("metadata", "uid")]))),
        ];
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {(IsReady ? "is ready" : Reason)}{(LastEvent is null ? "" : $" ({LastEvent})")}";

    private static bool Ready(JsonNode pod) => pod.Text("status", "phase") == "Succeeded" || pod.HasCondition("Ready");

    private static string ReasonOf(JsonNode pod) =>
        new[] { "initContainerStatuses", "containerStatuses" }
            .SelectMany(list => pod.Items("status", list))
            .Select(ReasonOfContainer)
            .FirstOrDefault(reason => reason is not null and not "PodInitializing")
        ?? pod.Items("status", "conditions")
            .FirstOrDefault(condition => condition.Text("type") == "PodScheduled" && condition.Text("status") == "False")
            .Text("reason")
        ?? (pod.Text("status", "phase") == "Running" ? "is not ready yet" : pod.Text("status", "phase") ?? "Unknown");

    private static string? ReasonOfContainer(JsonNode container) =>
        container.Text("state", "waiting", "reason")
        ?? (container.At("state", "terminated") is { } end && end.Text("exitCode") != "0" ? end.Text("reason") : null);

    private static string? Last(IEnumerable<JsonNode> events)
    {
        var text = events.LastOrDefault() is { } last ? $"{last.Text("reason")}: {last.Text("message")?.ReplaceLineEndings(" ")}" : null;
        return text is { Length: > LongestEvent } ? text[..LongestEvent] + "…" : text;
    }

    /// <summary>Newer components set only <c>eventTime</c>, older ones only <c>lastTimestamp</c>.</summary>
    private static string Time(JsonNode item) =>
        item.Text("lastTimestamp") ?? item.Text("eventTime") ?? item.Text("metadata", "creationTimestamp") ?? "";
}
