using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes.Charts;

/// <summary>
/// Finds what is already in the cluster of what a chart would install, whoever installed it. It looks for kinds and labels: names depend
/// on the release, labels do not.
/// </summary>
public sealed class ExistingInstallations(IKubectl kubectl)
{
    /// <summary>The chart of Prometheus, Alertmanager, Grafana and their operator.</summary>
    public const string Stack = "kube-prometheus-stack";

    private const string Workloads = "deployments.apps,statefulsets.apps,daemonsets.apps";
    private const string Definitions = "customresourcedefinitions.apiextensions.k8s.io";

    /// <summary>By what that of each chart is found. A chart that is not here is never found.</summary>
    private static readonly Dictionary<string, ObjectQuery> Marks = new()
    {
        [Stack] = new("prometheuses.monitoring.coreos.com", Namespace: null),
        ["loki"] = new(Workloads, Namespace: null) { Selector = "app.kubernetes.io/name=loki" },
        ["alloy"] = new(Workloads, Namespace: null) { Selector = "app.kubernetes.io/name in (alloy,alloy-logs,promtail)" },
        ["argo-cd"] = new(Workloads, Namespace: null)
        {
            Selector = "app.kubernetes.io/part-of=argocd,app.kubernetes.io/name in (argocd-server,argocd-application-controller)",
        },
    };

    private static readonly ObjectQuery Operators = new(Workloads, Namespace: null)
    {
        Selector = "app.kubernetes.io/name in (prometheus-operator,kube-prometheus-stack-prometheus-operator)",
    };

    /// <summary>The kind that a chart can't install where somebody else has installed it: helm refuses to take it over.</summary>
    private static readonly Dictionary<string, ObjectQuery> Kinds = new()
    {
        ["argo-cd"] = new(Definitions, Namespace: null) { Name = "applications.argoproj.io" },
    };

    /// <summary>What is there of a chart, best the build's own; null when nothing is.</summary>
    /// <exception cref="DeliveryException">There is a part of it that the chart would fight with.</exception>
    public async Task<ExistingInstallation?> FindAsync(Chart chart, CancellationToken cancellationToken)
    {
        if (!Marks.TryGetValue(chart.Name, out var mark))
        {
            return null;
        }

        if (await BestAsync(chart, mark, cancellationToken) is { } found)
        {
            return found;
        }

        if (chart.Name == Stack && await BestAsync(chart, Operators, cancellationToken) is { IsOurs: false } other)
        {
            throw new DeliveryException(
                "the monitoring can't be installed",
                $"an operator is there already ({other}) and no Prometheus object: "
                    + "a second operator would work on the objects of the first",
                "create the Prometheus and Alertmanager objects that it is to run, or remove it");
        }

        return Kinds.TryGetValue(chart.Name, out var kind) && await BestAsync(chart, kind, cancellationToken) is { IsOurs: false } left
            ? left with { Runs = false }
            : null;
    }

    private async Task<ExistingInstallation?> BestAsync(Chart chart, ObjectQuery query, CancellationToken cancellationToken) =>
        (await kubectl.GetAsync(query, cancellationToken)).OrderByDescending(item => IsOf(item, chart)).ThenByDescending(
            item => item.Namespace() == chart.Namespace)
            .Select(item => Read(item, chart))
            .FirstOrDefault();

    private static ExistingInstallation Read(JsonNode item, Chart chart) => new(
        $"{item.Kind()} {item.Name()}",
        item.Text("metadata", "namespace"),
        VersionOf(item),
        item.Text("metadata", "annotations", "meta.helm.sh/release-name"))
    {
        IsOurs = IsOf(item, chart),
    };

    private static bool IsOf(JsonNode item, Chart chart) =>
        item.Text("metadata", "annotations", "meta.helm.sh/release-name") == chart.Release
        && item.Text("metadata", "annotations", "meta.helm.sh/release-namespace") == chart.Namespace;

    /// <summary>What an object of the operator says itself; of others the tag of their image, and else their label.</summary>
    private static string? VersionOf(JsonNode item) =>
        item.Text("spec", "version")
        ?? TagOf(item.Items("spec", "template", "spec", "containers").FirstOrDefault().Text("image"))
        ?? item.Text("metadata", "labels", "app.kubernetes.io/version");

    private static string? TagOf(string? image) =>
        image?.Split('@')[0].Split('/')[^1].Split(':') is [_, var tag] ? tag : null;
}

/// <summary>An object of the cluster that shows that what a chart would install is there.</summary>
/// <param name="Name">Its kind and name.</param>
/// <param name="Namespace">Its namespace; null where it has none.</param>
/// <param name="Version">The version that runs; null where it does not say.</param>
/// <param name="Release">The release of helm that it is of; null when helm did not install it.</param>
public sealed record ExistingInstallation(string Name, string? Namespace, string? Version, string? Release)
{
    /// <summary>Whether the build's own release of the chart has installed it.</summary>
    public bool IsOurs { get; init; }

    /// <summary>Whether it runs in the cluster; false where nothing but its kinds is there.</summary>
    public bool Runs { get; init; } = true;

    public override string ToString() =>
        $"{Name}{(Namespace is null ? "" : $" in namespace {Namespace}")}, {Version ?? "of an unknown version"}, "
        + (Release is null ? "not installed by helm" : $"of release {Release}");
}
