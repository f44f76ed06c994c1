using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>Judges dashboards before anybody sees them: by rules of their own, and every query by promtool.</summary>
public sealed class DashboardValidation(Promtool promtool, IDeliveryLog log)
{
    private static readonly Regex OfRule = new("""(?:group "[^"]*", rule \d+, )?"?(?<name>panel:\d+)"?""");

    /// <summary>Refuses dashboards that are wrong.</summary>
    /// <param name="known">The metrics that they may ask for.</param>
    /// <param name="folder">Where the queries are put for promtool, such as <c>artifacts/rules</c>.</param>
    /// <exception cref="DeliveryException">One of them is; the message names each panel.</exception>
    public async Task RequireAsync(
        IReadOnlyList<Dashboard> dashboards, KnownMetrics known, string folder, CancellationToken cancellationToken)
    {
        var findings = dashboards.ToDictionary(dashboard => dashboard, dashboard => DashboardLint.Of(dashboard, known));
        InWords(isFault: false).ForEach(log.Warning);
        if (InWords(isFault: true) is { Count: > 0 } faults)
        {
            throw new DeliveryException(
                $"{Plural.Of(faults.Count, "fault")} in the dashboards",
                string.Join("\n", faults),
                "fix the panels, in Grafana or in the file");
        }

        foreach (var dashboard in dashboards)
        {
            await RequireReadableAsync(dashboard, folder, cancellationToken);
        }

        var panels = dashboards.Sum(dashboard => DashboardContent.Of(dashboard).Panels.Count);
        log.Information($"{Plural.Of(dashboards.Count, "dashboard")}, {Plural.Of(panels, "panel")}, 0 faults");

        List<string> InWords(bool isFault) =>
        [
            .. from each in findings
               from text in LintFinding.InWords(each.Value.Where(finding => finding.IsFault == isFault))
               select $"{each.Key.FileName}: {text}",
        ];
    }

    /// <summary>Gives promtool each query as a recording rule, and reports what it says of one for the panel.</summary>
    private async Task RequireReadableAsync(Dashboard dashboard, string folder, CancellationToken cancellationToken)
    {
        var content = DashboardContent.Of(dashboard);
        var readable = DashboardLint.Readable(content);
        var none = new Dictionary<string, string>();
        var queries = content.Panels.SelectMany(panel => panel.Queries.Select(query => (Panel: panel, Query: query)))
            .Select((each, at) => (
                each.Panel,
                each.Query,
                Rule: new Rule(null, $"panel:{at}", readable[at], TimeSpan.Zero, TimeSpan.Zero, none, none)))
            .Where(each => each.Query is { IsPromQL: true, Expression.Length: > 0 })
            .ToList();
        var metadata = new ObjectMetadata("monitoring.coreos.com/v1", "PrometheusRule", null, dashboard.Uid, none);
        var rules = new PrometheusRule(metadata, [new RuleGroup(dashboard.Uid, null, [.. queries.Select(each => each.Rule)])]);
        var file = Path.Combine(folder, $"panels-{dashboard.Uid}.yaml");
        AtomicFile.WriteAllText(file, PrometheusRuleFile.Write(rules));
        try
        {
            await promtool.CheckRulesAsync(file, rules, cancellationToken);
        }
        catch (DeliveryException exception)
        {
            throw new DeliveryException(
                $"{dashboard.FileName} can't be used",
                InWordsOfPanels(exception.Why),
                "fix the query, in Grafana or in the file",
                exception);
        }

        // The lines of a file that nobody has written are left out.
        string InWordsOfPanels(string said) => OfRule.Replace(Regex.Replace(said, $@"{Regex.Escape(file)}(: \d+:\d+)?:? ?", ""), match =>
            queries.FirstOrDefault(each => each.Rule.Name == match.Groups["name"].Value) is { Panel: { } panel, Query: var query }
                ? $"panel {panel.Name}, query {query.RefId}"
                : match.Value);
    }
}
