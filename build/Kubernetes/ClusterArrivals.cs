using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Kubernetes;

/// <summary>
/// On a cluster the operator, the kubelet and a reloader bring a PrometheusRule or a ServiceMonitor to Prometheus, and a sidecar brings a
/// dashboard to Grafana, in 10 to 120 seconds. When an object was changed, its managed fields say, whoever changed it.
/// </summary>
internal sealed class ClusterArrivals(IKubectl kubectl, IHelm helm, TimeProvider time) : IArrivals
{
    /// <summary>
    /// How long after a change its absence counts: the kubelet's slowest look at a volume and the reloader's, twice, and the operator's
    /// queue.
    /// </summary>
    internal static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>How the charts and the manifests of the operator label it.</summary>
    private static readonly string[] OperatorSelectors =
        ["app.kubernetes.io/component=prometheus-operator", "app.kubernetes.io/name=prometheus-operator"];

    public async Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken)
    {
        var left = await ChangedAsync(awaited, cancellationToken) + Patience - time.GetUtcNow();
        return left is { } more && more > TimeSpan.Zero ? more : TimeSpan.Zero;
    }

    public async Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken)
    {
        var known = new List<string>();
        if (await ChangedAsync(awaited, cancellationToken) is { } changed)
        {
            var what = awaited.Item?.ToString() ?? "the release of the monitoring";
            known.Add($"{what} was changed {StepProgress.Seconds(time.GetUtcNow() - changed)} ago");
        }

        if (awaited.Item is { } item)
        {
            known.AddRange(await WarningsAsync(item.Kind, item.Name, Namespace(awaited), cancellationToken));
        }

        if (awaited.Part is not Part.Dashboards)
        {
            known.Add(await OperatorAsync(cancellationToken));
        }

        return string.Join("; ", known);
    }

    /// <summary>When something was changed last; null when it is not there.</summary>
    private async Task<DateTimeOffset?> ChangedAsync(Awaited awaited, CancellationToken cancellationToken)
    {
        if (awaited.Item is not { } item)
        {
            var releases = await helm.ListAsync(ClusterSettings.MonitoringNamespace, cancellationToken);
            return releases.Count == 0 ? null : releases.Max(release => release.Updated);
        }

        var found = await kubectl.GetAsync(
            new($"{item.Kind}.{Group(item.ApiVersion)}".TrimEnd('.'), Namespace(awaited)) { Name = item.Name, WithManagers = true },
            cancellationToken);
        return found is [var there] ? ChangeOf(there) : null;
    }

    /// <summary>The latest change of what a person or a tool wrote; what a controller says of it in its status is none.</summary>
    private static DateTimeOffset? ChangeOf(JsonNode item) => item.Items("metadata", "managedFields")
        .Where(manager => manager.Text("subresource") is null)
        .Select(manager => manager.Text("time"))
        .Append(item.Text("metadata", "creationTimestamp"))
        .Select(TimeOf)
        .Max();

    private static DateTimeOffset? TimeOf(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var moment) ? moment : null;

    private async Task<IEnumerable<string>> WarningsAsync(string kind, string name, string ns, CancellationToken cancellationToken)
    {
        var events = await kubectl.GetAsync(new("events", ns), cancellationToken);
        return events
            .Where(item => item.Text("type") == "Warning")
            .Where(item => item.Text("involvedObject", "kind") == kind && item.Text("involvedObject", "name") == name)
            .Select(item => $"{item.Text("reason")}: {item.Text("message")}")
            .Distinct()
            .Take(3);
    }

    private async Task<string> OperatorAsync(CancellationToken cancellationToken)
    {
        foreach (var selector in OperatorSelectors)
        {
            var query = new ObjectQuery("deployments.apps", Namespace: null) { Selector = selector };
            if (await kubectl.GetAsync(query, cancellationToken) is [var found, ..])
            {
                var (ready, wanted) = (found.Text("status", "readyReplicas") ?? "0", found.Text("spec", "replicas"));
                return $"the operator {found.Namespace()}/{found.Name()} has {ready} of {wanted} replicas ready";
            }
        }

        return "no Deployment of the prometheus-operator is found";
    }

    private static string Namespace(Awaited awaited) => awaited.Item?.Namespace ?? ClusterSettings.MonitoringNamespace;

    private static string Group(string apiVersion) => apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion.Split('/')[0] : "";
}
