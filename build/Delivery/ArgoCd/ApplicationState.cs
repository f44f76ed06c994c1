using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>An Application (<c>argoproj.io/v1alpha1</c>) at a moment. Every part of its status may be missing.</summary>
public sealed record ApplicationState
{
    private const string ImageUpdater = "argocd-image-updater.argoproj.io/";

    /// <summary>Whether Argo CD Image Updater writes its images too, which would undo a rollback.</summary>
    public required bool HasImageUpdater { get; init; }

    /// <summary>Where its manifests come from; several for a multi-source Application.</summary>
    public required IReadOnlyList<ApplicationSource> Sources { get; init; }

    /// <summary>Whether Argo CD syncs it by itself.</summary>
    public required bool IsAutomated { get; init; }

    /// <summary>Whether a sync is asked for or under way (<c>operation</c>).</summary>
    public required bool IsOperating { get; init; }

    /// <summary><c>Synced</c>, <c>OutOfSync</c> or <c>Unknown</c>.</summary>
    public required string SyncStatus { get; init; }

    /// <summary>The commits that were compared, one for each source; empty where the manifests could not be made.</summary>
    public required IReadOnlyList<string> Revisions { get; init; }

    /// <summary>The last sync, if there was one.</summary>
    public required ApplicationOperation? Operation { get; init; }

    /// <summary><c>Healthy</c>, <c>Progressing</c>, <c>Degraded</c>, <c>Suspended</c>, <c>Missing</c> or <c>Unknown</c>.</summary>
    public required string Health { get; init; }

    /// <summary>When the repository was last looked at.</summary>
    public required DateTimeOffset? ReconciledAt { get; init; }

    /// <summary>What Argo CD has to say.</summary>
    public required IReadOnlyList<ApplicationCondition> Conditions { get; init; }

    /// <summary>The images that run.</summary>
    public required IReadOnlyList<string> Images { get; init; }

    /// <summary>What it manages.</summary>
    public required IReadOnlyList<ApplicationResource> Resources { get; init; }

    /// <summary>Reads the JSON of the Kubernetes API.</summary>
    /// <exception cref="DeliveryException">It is no Application.</exception>
    public static ApplicationState Parse(string json) => ForeignJson.Read(
        json,
        "the Application",
        "look at it with `kubectl get applications.argoproj.io -n argocd -o yaml`",
        root => root["kind"]?.GetValue<string>() == "Application" ? From(root) : throw new FormatException("its kind is another one"));

    private static ApplicationState From(JsonNode root)
    {
        var (spec, status) = (root["spec"], root["status"]);
        return new ApplicationState
        {
            HasImageUpdater = (root["metadata"]?["annotations"] as JsonObject ?? [])
                .Any(annotation => annotation.Key.StartsWith(ImageUpdater, StringComparison.Ordinal)),
            Sources = Items(spec?["sources"]) is { Count: > 0 } several ? [.. several.Select(Source)] : [Source(spec?["source"])],
            IsAutomated = spec?["syncPolicy"]?["automated"] is { } automated && automated["enabled"]?.GetValue<bool>() is not false,
            IsOperating = root["operation"] is not null,
            SyncStatus = Text(status?["sync"]?["status"], "Unknown"),
            Revisions = RevisionsOf(status?["sync"]),
            Operation = status?["operationState"] is { } operation ? OperationOf(operation) : null,
            Health = Text(status?["health"]?["status"], "Unknown"),
            ReconciledAt = Time(status?["reconciledAt"]),
            Conditions = [.. Items(status?["conditions"]).Select(Condition)],
            Images = Texts(status?["summary"]?["images"]),
            Resources = [.. Items(status?["resources"]).Select(Resource)],
        };
    }

    private static ApplicationSource Source(JsonNode? source) => new(Text(source?["repoURL"]));

    private static ApplicationOperation OperationOf(JsonNode operation) => new(
        Text(operation["phase"]),
        Text(operation["message"]),
        RevisionsOf(operation["syncResult"]) is { Count: > 0 } synced ? synced : RevisionsOf(operation["operation"]?["sync"]),
        Time(operation["finishedAt"]));

    private static ApplicationCondition Condition(JsonNode? condition) => new(Text(condition?["type"]), Text(condition?["message"]));

    private static ApplicationResource Resource(JsonNode? resource) => new(
        Text(resource?["group"]),
        Text(resource?["kind"]),
        Text(resource?["namespace"]),
        Text(resource?["name"]),
        resource?["health"]?["status"]?.GetValue<string>(),
        resource?["health"]?["message"]?.GetValue<string>());

    private static IReadOnlyList<string> RevisionsOf(JsonNode? node) =>
        Texts(node?["revisions"]) is { Count: > 0 } several ? several : Text(node?["revision"]) is { Length: > 0 } one ? [one] : [];

    private static JsonArray Items(JsonNode? node) => node as JsonArray ?? [];

    private static IReadOnlyList<string> Texts(JsonNode? node) => [.. Items(node).Select(item => Text(item))];

    private static string Text(JsonNode? node, string missing = "") => node?.GetValue<string>() is { Length: > 0 } text ? text : missing;

    private static DateTimeOffset? Time(JsonNode? node) =>
        node is null ? null : DateTimeOffset.Parse(node.GetValue<string>(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
