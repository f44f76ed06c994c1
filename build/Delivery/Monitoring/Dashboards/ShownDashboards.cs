using System.Net;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>Proves that Grafana has the dashboards with the queries of the files, and reaches the data sources that they ask.</summary>
/// <param name="grafana">Is asked.</param>
/// <param name="sources">The uids of the data sources.</param>
/// <param name="cause">Why a dashboard may be missing.</param>
public sealed class ShownDashboards(GrafanaClient grafana, IReadOnlyList<string> sources, string cause, string next)
{
    /// <summary>The proof of each dashboard and each data source.</summary>
    /// <param name="find">Says what the check of a dashboard may be waiting for.</param>
    public Claim Proof(IReadOnlyList<Dashboard> dashboards, Func<Dashboard, CheckResult, Finding> find)
    {
        return new("Grafana to show the dashboards", LookAsync);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var findings = new List<Finding>();
            foreach (var dashboard in dashboards)
            {
                findings.Add(find(dashboard, await ShownAsync(dashboard, token)));
            }

            foreach (var source in sources)
            {
                findings.Add(new(await ReachedAsync(source, token), Claim.Restart));
            }

            return findings;
        }
    }

    private async Task<CheckResult> ShownAsync(Dashboard dashboard, CancellationToken cancellationToken)
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
            return CheckResult.Fail(id, title, $"{path} answered {(int)status}", cause, next);
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

    private async Task<CheckResult> ReachedAsync(string source, CancellationToken cancellationToken)
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
