using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Tests.Monitoring.Rules;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

public sealed class TimeScaleTests
{
    private static readonly PrometheusRule Alerts =
        ManifestSet.Load(Path.Combine(Repository.Root, "monitoring/alerts.yaml")).Only<PrometheusRule>();

    [Theory]
    [InlineData("rate(x[5m])", "rate(x[3s])")]
    [InlineData("max_over_time(rate(x[5m])[1h:30s] offset 1d)", "max_over_time(rate(x[3s])[36s:300ms] offset 14m24s)")]
    [InlineData("x{a=\"[5m]\", b=~'1h'} # for 5m\n> 300", "x{a=\"[5m]\", b=~'1h'} # for 5m\n> 300")]
    [InlineData("job:errors:rate5m > 0.1 * 1e3", "job:errors:rate5m > 0.1 * 1e3")]
    [InlineData("rate(x[50ms])", "rate(x[1ms])")]
    public void Durations_of_an_expression_are_divided_and_nothing_else_is_touched(string expression, string scaled) =>
        Assert.Equal(scaled, new TimeScale(100).Of(expression));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(60_000, 600)]
    [InlineData(5, 1)]
    public void A_duration_has_at_least_a_millisecond_unless_it_is_none(int milliseconds, int scaled) =>
        Assert.Equal(TimeSpan.FromMilliseconds(scaled), new TimeScale(100).Of(TimeSpan.FromMilliseconds(milliseconds)));

    [Fact]
    public void In_true_time_our_rules_are_as_they_are_written() =>
        Assert.Equal(PrometheusRuleFile.Write(Alerts), PrometheusRuleFile.Write(TimeScale.TrueTime.Of(Alerts)));

    [Fact]
    public void Our_rules_keep_everything_but_their_durations()
    {
        var scaled = new TimeScale(100).Of(Alerts);

        foreach (var (before, after) in Rules(Alerts).Zip(Rules(scaled)))
        {
            Assert.Equal(before.For / 100, after.For);
            Assert.Equal(before with { Expression = "", For = default }, after with { Expression = "", For = default });
        }

        Assert.All(scaled.Groups, group => Assert.Equal(TimeSpan.FromMilliseconds(300), group.Interval));
        Assert.Contains("[18s]", Rules(scaled).Single(rule => rule.Name == "ErrorBudgetBurnSlow").Expression, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 200)]
    [InlineData(100, 50)]
    public void A_scrape_may_take_all_of_its_scaled_interval_which_is_long_enough_for_one(int factor, int milliseconds)
    {
        var endpoint = new TimeScale(factor).Of(Healthy.Manifests.Only<ServiceMonitor>()).Endpoints.Single();

        var expected = TimeSpan.FromMilliseconds(milliseconds);
        Assert.Equal((expected, expected), (endpoint.Interval, endpoint.ScrapeTimeout));
    }

    [Fact]
    public void Configurations_are_scaled_as_a_whole()
    {
        var scale = new TimeScale(10);

        var prometheus = scale.Of(PrometheusConfigurationTests.Configuration(Healthy.Manifests.Only<ServiceMonitor>()) with
        {
            Jobs = [new("exporter", "127.0.0.1:1") { Interval = TimeSpan.FromSeconds(5) }, new("other", "127.0.0.1:2")],
        });
        var alertmanager = scale.Of(new AlertmanagerConfiguration()).ToYaml();

        Assert.Equal(TimeSpan.FromSeconds(3), prometheus.Interval);
        Assert.Equal([TimeSpan.FromMilliseconds(500), null], prometheus.Jobs.Select(job => job.Interval));
        Assert.Contains("scrape_interval: 500ms\n", prometheus.ToYaml(), StringComparison.Ordinal);
        Assert.Contains("group_wait: 3s\n", alertmanager, StringComparison.Ordinal);
        Assert.Contains("group_interval: 30s\n", alertmanager, StringComparison.Ordinal);
        Assert.Contains("repeat_interval: 1h12m\n", alertmanager, StringComparison.Ordinal);
        Assert.Contains("resolve_timeout: 30s\n", alertmanager, StringComparison.Ordinal);
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("promtool")]
    public async Task Promtool_accepts_our_rules_at_any_scale()
    {
        using var folder = new TemporaryFolder();
        foreach (var factor in new[] { 7, 100, 1000 })
        {
            var scaled = new TimeScale(factor).Of(Alerts);
            var path = folder.Write($"{factor}.yaml", PrometheusRuleFile.Write(scaled));

            Assert.Contains(
                $"{Rules(Alerts).Count()} rules found", await RealPromtool.New().CheckRulesAsync(path, scaled), StringComparison.Ordinal);
        }
    }

    private static IEnumerable<Rule> Rules(PrometheusRule rule) => rule.Groups.SelectMany(group => group.Rules);
}
