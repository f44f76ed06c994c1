using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Kubernetes.ArgoCd;

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

    public required ApplicationOperation? Operation { get; init; }

    /// <summary><c>Healthy</c>, <c>Progressing</c>, <c>Degraded</c>, <c>Suspended</c>, <c>Missing</c> or <c>Unknown</c>.</summary>
    public required string Health { get; init; }

    /// <summary>When the repository was last looked at.</summary>
    public required DateTimeOffset? ReconciledAt { get; init; }

    public required IReadOnlyList<ApplicationCondition> Conditions { get; init; }

    public required IReadOnlyList<string> Images { get; init; }

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

/// <summary>Something that Argo CD has to say of an Application: an item of <c>status.conditions</c>.</summary>
/// <param name="Type">Such as <c>ComparisonError</c>; what ends in <c>Error</c> is one, the rest are warnings.</param>
/// <param name="Message">What is wrong.</param>
public sealed record ApplicationCondition(string Type, string Message)
{
    /// <summary>Whether it blocks a sync.</summary>
    public bool IsError => Type.EndsWith("Error", StringComparison.Ordinal);
}

/// <summary>The last sync: <c>status.operationState</c>.</summary>
/// <param name="Phase"><c>Running</c>, <c>Terminating</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Error</c>.</param>
/// <param name="Message">What it came to.</param>
/// <param name="Revisions">The commits that were synced, one for each source.</param>
/// <param name="FinishedAt">When it ended; null while it runs.</param>
public sealed record ApplicationOperation(string Phase, string Message, IReadOnlyList<string> Revisions, DateTimeOffset? FinishedAt)
{
    public bool IsRunning => Phase is "Running" or "Terminating";

    public bool HasFailed => Phase is "Failed" or "Error";
}

/// <summary>A resource that an Application manages: an item of <c>status.resources</c>.</summary>
/// <param name="Group">Its API group; empty for the core one.</param>
/// <param name="Namespace">Its namespace; empty for a resource of the cluster.</param>
/// <param name="Health">
/// Its health where the Application has it. Argo CD 3 keeps it elsewhere by default (<c>controller.resource.health.persist</c>).
/// </param>
/// <param name="Message">What its health says.</param>
public sealed record ApplicationResource(
    string Group, string Kind, string Namespace, string Name, string? Health = null, string? Message = null)
{
    /// <summary>Whether it is one of Argo Rollouts.</summary>
    public bool IsRollout => Kind is "Rollout" && Group is "argoproj.io";

    /// <summary>Such as <c>Ingress/gitops-demo</c>.</summary>
    public override string ToString() => $"{Kind}/{Name}";
}

/// <summary>Where an Application's manifests come from: <c>spec.source</c>, or an item of <c>spec.sources</c>.</summary>
/// <param name="RepoUrl">The repository's address, as Argo CD clones it.</param>
public sealed record ApplicationSource(string RepoUrl)
{
    /// <summary>Whether another address leads to the same repository: scheme, user, port and <c>.git</c> don't matter to Argo CD.</summary>
    public bool IsRepository(string address) => Essence(RepoUrl) == Essence(address);

    private static string Essence(string address) =>
        (ForgeRepository.Find(address)?.WebUrl is { } page ? page.Host + page.AbsolutePath : address).ToUpperInvariant();
}
