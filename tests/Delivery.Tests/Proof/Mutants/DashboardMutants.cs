using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Monitoring.Rules;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>One thing of one panel is changed in the file: found before it is brought, or when its queries are executed.</summary>
internal static class DashboardMutants
{
    private static readonly KnownMetrics Known = KnownMetrics.Load(Path.Combine(Repository.Root, "monitoring/metrics.txt"));

    public static IEnumerable<Mutant> All() => OfEachPanel().Concat(OfSome());

    private static IEnumerable<Mutant> OfEachPanel()
    {
        var panels = DashboardContent.Of(HealthyLab.Dashboards[0]).Panels;
        foreach (var title in panels.Where(panel => panel.Queries[0].IsPromQL).Select(panel => panel.Title))
        {
            yield return Linted(
                $"{title}: its metric is misspelt", title, "nothing exposes", title, panel => Expression(panel, text => Misspelt(text)));
            yield return Linted(
                $"{title}: it has no unit", title, "no unit", title, panel => panel["fieldConfig"]!["defaults"]!.AsObject().Remove("unit"));
        }
    }

    private static IEnumerable<Mutant> OfSome()
    {
        const string Rate = "HTTP Request Rate";
        const string Latency = "95th Percentile Latency";
        yield return Linted(
            "its data source is one of somebody's own",
            Rate,
            "P1809F7CD0C75ACF3",
            Rate,
            panel => panel["targets"]![0]!["datasource"]!["uid"] = "P1809F7CD0C75ACF3");
        yield return Linted(
            "its data source is Loki", Rate, "of the type loki", Rate, panel => panel["targets"]![0]!["datasource"]!["type"] = "loki");
        yield return Linted("its type is dead", Rate, "graph", Rate, panel => panel["type"] = "graph");
        yield return Linted("it asks nothing", Rate, "asks nothing", Rate, panel => panel["targets"] = new JsonArray());
        yield return Linted("its query is empty", Rate, "a query is empty", Rate, panel => Expression(panel, _ => ""));
        yield return Linted(
            "its window is fixed",
            Rate,
            "fixed 1m",
            Rate,
            panel => Expression(panel, text => text.Replace("$__rate_interval", "1m", StringComparison.Ordinal)));
        yield return Linted(
            "its quantile is over single replicas",
            Latency,
            "summed by le",
            Latency,
            panel => Expression(panel, text => text.Replace("by (le)", "by (pod)", StringComparison.Ordinal)));
        yield return Linted(
            "seconds are shown as milliseconds",
            Latency,
            "its unit is ms",
            Latency,
            panel => panel["fieldConfig"]!["defaults"]!["unit"] = "ms");
        yield return Linted(
            "a share is shown as a rate",
            "Error Rate %",
            "its unit is reqps",
            "Error Rate %",
            panel => panel["fieldConfig"]!["defaults"]!["unit"] = "reqps");
        yield return Linted(
            "bytes are a share",
            "Memory against its limit",
            "its unit is bytes",
            "Memory against its limit",
            panel => panel["fieldConfig"]!["defaults"]!["unit"] = "bytes");
        yield return Linted(
            "its query does not parse", Rate, "parse error", "could not parse", panel => Expression(panel, text => text + ")"));
        yield return Executed(
            "it asks for another job",
            Rate,
            panel => Expression(panel, text => text.Replace("gitops-demo", "demo", StringComparison.Ordinal)));
        yield return Executed(
            "it asks for a label that nobody has",
            Rate,
            panel => Expression(panel, text => text
                .Replace("endpoint=~", "route=~", StringComparison.Ordinal)
                .Replace("$endpoint", ".+", StringComparison.Ordinal)));
        yield return Executed("it divides nothing by nothing", Rate, panel => Expression(panel, text => $"({text}) * 0 / 0"));
        yield return Executed("its threshold hides everything", Rate, panel => Expression(panel, text => text + " > 1e9"));
        yield return Executed(
            "two sides never match", Rate, panel => Expression(panel, text => text + " / on (pod, instance) group_left () kube_pod_info"));
    }

    private static string Misspelt(string expression)
    {
        var metric = Selector.In(expression.Replace("$__rate_interval", "1m", StringComparison.Ordinal))[0].Metric;
        return expression.Replace(metric, metric + "s", StringComparison.Ordinal);
    }

    private static Mutant Linted(string name, string panel, string named, string orNamed, Action<JsonNode> change) =>
        new(name, "lint", named, _ => Task.CompletedTask, async _ =>
    {
        using var folder = new TemporaryFolder();
        var log = new RecordingLog();
        try
        {
            await new DashboardValidation(RealPromtool.New(), log).RequireAsync([With(panel, change)], Known, folder.Path, default);
            return
            [
                .. log.Lines
                    .Where(line => line.Contains(named, StringComparison.Ordinal) && line.Contains(orNamed, StringComparison.Ordinal))
                    .Select(advice => CheckResult.Fail("lint", advice, advice, "", "")),
            ];
        }
        catch (DeliveryException exception)
        {
            return exception.Why.Contains(named, StringComparison.Ordinal) && exception.Why.Contains(orNamed, StringComparison.Ordinal)
                ? [CheckResult.Fail("lint", exception.What, exception.Why, "", exception.Next)]
                : [CheckResult.Fail("other", exception.What, exception.Why, "", exception.Next)];
        }
    });

    private static Mutant Executed(string name, string panel, Action<JsonNode> change) =>
        new(
            name,
            $"panels/gitops-demo/{panel}",
            "returned",
            _ => Task.CompletedTask,
            lab => lab.ProveDashboardsAsync(dashboards: [With(panel, change)]));

    private static Dashboard With(string title, Action<JsonNode> change)
    {
        var root = JsonNode.Parse(HealthyLab.Dashboards[0].Text)!;
        change(root["panels"]!.AsArray().Single(panel => panel!["title"]!.ToString() == title)!);
        return HealthyLab.Dashboards[0] with { Text = root.ToJsonString() };
    }

    private static void Expression(JsonNode panel, Func<string, string> change) =>
        panel["targets"]![0]!["expr"] = change(panel["targets"]![0]!["expr"]!.ToString());
}
