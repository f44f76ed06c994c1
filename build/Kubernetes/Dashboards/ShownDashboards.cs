using System.Net;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Kubernetes.Dashboards;

/// <summary>Proves that Grafana has the dashboards with the queries of the files, and reaches the data sources that they ask.</summary>
internal sealed class ShownDashboards(ServiceAddresses addresses, GrafanaAdmin admin)
{
    /// <summary>As in monitoring/prometheus-values.yaml.</summary>
    private static readonly string[] DataSources = ["prometheus", "loki"];

    /// <summary>The proof of each dashboard and each data source.</summary>
    public async Task<Claim> ProofAsync(IReadOnlyList<Dashboard> dashboards, CancellationToken cancellationToken)
    {
        var grafana = new GrafanaClient(ServiceClient.Bounded(
            await addresses.OfAsync(ServiceApi.Grafana, cancellationToken), await admin.AccessAsync(cancellationToken)));
        return new("Grafana to show the dashboards", LookAsync);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var findings = new List<Finding>();
            foreach (var dashboard in dashboards)
            {
                var check = await ShownAsync(grafana, dashboard, token);
                findings.Add(new(check, TimeSpan.Zero, new Awaited(Part.Dashboards, ConfigMapDashboards.ObjectOf(dashboard))));
            }

            foreach (var source in DataSources)
            {
                findings.Add(new(await ReachedAsync(grafana, source, token), Claim.Restart));
            }

            return findings;
        }
    }

    private static async Task<CheckResult> ShownAsync(GrafanaClient grafana, Dashboard dashboard, CancellationToken cancellationToken)
    {
        var path = $"api/dashboards/uid/{dashboard.Uid}";
        var id = $"dashboards/{dashboard.Uid}";
        var title = $"Grafana shows {dashboard.Title} as in {dashboard.FileName}";
        var (status, answer) = await grafana.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        var (shown, version) = (answer?["dashboard"], (string?)answer.Text("dashboard", "version"));
        if (status is HttpStatusCode.NotFound or HttpStatusCode.Gone)
        {
            path = $"apis/dashboard.grafana.app/v1/namespaces/default/dashboards/{dashboard.Uid}";
            (status, answer) = await grafana.SendAsync(HttpMethod.Get, path, null, cancellationToken);
            shown = answer?["spec"];
        }

        if (status != HttpStatusCode.OK || shown is null)
        {
            return CheckResult.Fail(
                id,
                title,
                $"{path} answered {(int)status}",
                "the sidecar has not loaded it, or another ConfigMap has its uid",
                "./build.sh --target=ApplyDashboards, then look at the sidecar's log");
        }

        var (expected, found) = (Queries(JsonNode.Parse(dashboard.Text)!), Queries(shown));
        if (expected.SequenceEqual(found))
        {
            var queries = Plural.Of(found.Count, "query", "queries");
            return CheckResult.Pass(id, title, $"{path}: {queries}{(version is null ? "" : $", version {version}")}");
        }

        var missing = string.Join("; ", expected.Except(found).DefaultIfEmpty("the same queries"));
        var others = string.Join("; ", found.Except(expected).DefaultIfEmpty("fewer"));
        return CheckResult.Fail(
            id, title, $"expected {missing}, found {others}", "Grafana has another version of it", "./build.sh --target=ApplyDashboards");
    }

    private static async Task<CheckResult> ReachedAsync(GrafanaClient grafana, string source, CancellationToken cancellationToken)
    {
        var path = $"api/datasources/uid/{source}/health";
        var (status, answer) = await grafana.SendAsync(HttpMethod.Get, path, null, cancellationToken);
        var evidence = $"{path} answered {(int)status} {answer.Text("status")} {answer.Text("message")}".TrimEnd();
        return status == HttpStatusCode.OK && answer.Text("status") is "OK"
            ? CheckResult.Pass($"dashboards/sources/{source}", $"Grafana reaches {source}", evidence)
            : CheckResult.Fail(
                $"dashboards/sources/{source}", $"Grafana reaches {source}", evidence,
                "the data source is missing, or its address is wrong",
                "compare the data sources in the values of the chart, then ./build.sh --target=InstallMonitoring");
    }

    private static List<string> Queries(JsonNode dashboard) =>
        [.. PanelsOf(dashboard).SelectMany(panel => panel.Items("targets")).Select(target => target.Text("expr") ?? "")];

    /// <summary>Also those of rows that are folded up.</summary>
    private static IEnumerable<JsonNode> PanelsOf(JsonNode parent) =>
        parent.Items("panels").SelectMany(panel => PanelsOf(panel).Prepend(panel));
}
