using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>Judges dashboards before anybody sees them: by rules of their own, and every query by promtool.</summary>
public sealed class DashboardValidation(Promtool promtool, IDeliveryLog log)
{
    /// <summary>Values that any query can be read with.</summary>
    private static readonly DashboardInterpolation AnyValues = new(
        new Dictionary<string, string>(), TimeSpan.FromHours(1), TimeSpan.FromSeconds(15), TimeSpan.FromSeconds(30));

    /// <summary>Refuses dashboards that are wrong.</summary>
    /// <param name="dashboards">The dashboards.</param>
    /// <param name="known">The metrics that they may ask for.</param>
    /// <param name="folder">Where the queries are put for promtool, such as <c>artifacts/rules</c>.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">One of them is; the message names each panel.</exception>
    public async Task RequireAsync(IReadOnlyList<Dashboard> dashboards, KnownMetrics known, string folder, CancellationToken cancellationToken)
    {
        var problems = dashboards.SelectMany(dashboard => DashboardLint.Of(dashboard, known)).ToList();
        if (problems.Count > 0)
        {
            throw new DeliveryException(
                $"{problems.Count} faults in the dashboards", string.Join("\n", problems), "fix the panels, in Grafana or in the file");
        }

        foreach (var dashboard in dashboards)
        {
            var file = Path.Combine(folder, $"panels-{dashboard.Uid}.yaml");
            AtomicFile.WriteAllText(file, PrometheusRuleFile.Write(AsRules(dashboard)));
            await promtool.CheckRulesAsync(file, cancellationToken: cancellationToken);
        }

        log.Information($"{dashboards.Count} dashboard{(dashboards.Count == 1 ? "" : "s")}, {dashboards.Sum(dashboard => DashboardContent.Of(dashboard).Panels.Count)} panels, 0 faults");
    }

    /// <summary>Each query as a recording rule, which promtool reads.</summary>
    private static PrometheusRule AsRules(Dashboard dashboard)
    {
        var none = new Dictionary<string, string>();
        var rules = DashboardContent.Of(dashboard).Panels
            .SelectMany(panel => panel.Queries)
            .Where(query => query.IsPromQL)
            .Select((query, index) => new Rule(null, $"panel:{index}", AnyValues.Apply(query.Expression), TimeSpan.Zero, TimeSpan.Zero, none, none))
            .ToList();
        return new(new ObjectMetadata("monitoring.coreos.com/v1", "PrometheusRule", null, dashboard.Uid, none), [new RuleGroup(dashboard.Uid, null, rules)]);
    }
}
