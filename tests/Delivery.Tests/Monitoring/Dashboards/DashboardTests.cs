using System.Text.Json;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Tests.Monitoring.Rules;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Dashboards;

/// <summary>The dashboard of the repository.</summary>
public sealed class DashboardTests
{
    /// <summary>Panel types that went with Angular.</summary>
    private static readonly string[] Dead = ["graph", "singlestat", "table-old", "heatmap-old"];

    private static readonly JsonElement Dashboard =
        JsonDocument.Parse(File.ReadAllText(Path.Combine(Repository.Root, "monitoring/dashboards/gitops-demo.json"))).RootElement;

    [Fact]
    public void It_has_an_identity_of_its_own_so_that_it_is_replaced_and_not_doubled()
    {
        Assert.InRange(Dashboard.GetProperty("uid").GetString()!.Length, 1, 40);
        Assert.False(Dashboard.TryGetProperty("id", out _));
    }

    [Fact]
    public void It_has_the_five_panels_of_the_post_and_what_operators_miss_there()
    {
        string[] expected =
        [
            "HTTP Request Rate", "95th Percentile Latency", "Error Rate %", "HTTP Status Codes", "Request Duration Distribution",
            "Instances", "Restarts, last hour", "Memory against its limit", "Firing alerts", "Logs",
        ];

        Assert.Superset(expected.ToHashSet(), Panels().Select(panel => panel.GetProperty("title").GetString()!).ToHashSet());
    }

    [Fact]
    public void Each_panel_is_of_a_living_type_says_what_it_shows_and_asks_the_data_source_that_was_chosen()
    {
        Assert.Equal(Panels().Count(), Panels().Select(panel => panel.GetProperty("id").GetInt32()).Distinct().Count());
        foreach (var panel in Panels())
        {
            Assert.DoesNotContain(panel.GetProperty("type").GetString(), Dead);
            Assert.NotEmpty(panel.GetProperty("description").GetString()!);
            Assert.NotEmpty(panel.GetProperty("targets").EnumerateArray());
            Assert.Contains(DataSource(panel), new[] { "${datasource}", "${loki}" });
            Assert.All(panel.GetProperty("targets").EnumerateArray(), target => Assert.Equal(DataSource(panel), DataSource(target)));
            if (panel.GetProperty("type").GetString() != "logs")
            {
                Assert.NotEmpty(panel.GetProperty("fieldConfig").GetProperty("defaults").GetProperty("unit").GetString()!);
            }
        }
    }

    [Fact]
    public void No_panel_covers_another_and_each_row_is_full()
    {
        var cells = Panels().Select(panel => panel.GetProperty("gridPos")).SelectMany(place =>
            from x in Enumerable.Range(place.GetProperty("x").GetInt32(), place.GetProperty("w").GetInt32())
            from y in Enumerable.Range(place.GetProperty("y").GetInt32(), place.GetProperty("h").GetInt32())
            select (x, y)).ToList();

        Assert.Equal(cells.Count, cells.Distinct().Count());
        Assert.All(cells.GroupBy(cell => cell.y), row => Assert.Equal(24, row.Count()));
    }

    [Fact]
    public void Percentiles_are_summed_by_le_and_rates_follow_the_scrape_interval()
    {
        Assert.All(
            Queries().Where(query => query.Contains("histogram_quantile", StringComparison.Ordinal)),
            query => Assert.Matches(@"^histogram_quantile\(0\.\d+, sum by \(le\) \(rate\(", query));
        Assert.All(
            Queries().Where(query => query.Contains("rate(", StringComparison.Ordinal)),
            query => Assert.Equal(query.Split("rate(").Length, query.Split("[$__rate_interval]").Length));
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("promtool")]
    public async Task Promtool_can_read_every_query()
    {
        using var folder = new TemporaryFolder();
        var none = new Dictionary<string, string>();
        var rules = Queries()
            .Select((expression, index) => new Rule(null, $"panel:{index}", Concrete(expression), TimeSpan.Zero, TimeSpan.Zero, none, none))
            .ToList();
        var metadata = new ObjectMetadata("monitoring.coreos.com/v1", "PrometheusRule", null, "panels", none);
        var panels = new PrometheusRule(metadata, [new RuleGroup("panels", null, rules)]);

        var said = await RealPromtool.New().CheckRulesAsync(folder.Write("panels.yaml", PrometheusRuleFile.Write(panels)), panels);

        Assert.Contains($"{rules.Count} rules found", said, StringComparison.Ordinal);
    }

    private static string Concrete(string expression) => expression
        .Replace("$__rate_interval", "1m", StringComparison.Ordinal)
        .Replace("$namespace", "gitops-demo-.*", StringComparison.Ordinal)
        .Replace("$endpoint", ".*", StringComparison.Ordinal);

    private static IEnumerable<string> Queries() =>
        from panel in Panels()
        where panel.GetProperty("datasource").GetProperty("type").GetString() == "prometheus"
        from target in panel.GetProperty("targets").EnumerateArray()
        select target.GetProperty("expr").GetString()!;

    private static string? DataSource(JsonElement owner) => owner.GetProperty("datasource").GetProperty("uid").GetString();

    private static IEnumerable<JsonElement> Panels() => Dashboard.GetProperty("panels").EnumerateArray();
}
