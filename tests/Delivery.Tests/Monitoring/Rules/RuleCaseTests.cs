using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>Rule files that people have, in <c>Cases/rules</c>, each with what has to be said of it.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RuleCaseTests(RuleServer server) : IClassFixture<RuleServer>
{
    private static readonly string Folder = Path.Combine(Repository.Root, "tests/Delivery.Tests/Cases/rules");

    [TheoryWithTool("promtool")]
    [InlineData("a-feat", null)]
    [InlineData("a-recording-rules-same-name", null)]
    [InlineData("a-g-limit", null)]
    [InlineData("a-g-labels", null)]
    [InlineData("a-g-native", null)]
    [InlineData("a-g-empty", null)]
    [InlineData("a-g-anchors", "aliases (*name) are not supported here; write the value out")]
    [InlineData("a-g-decdur", "groups[0].interval: expected a duration such as 30s or 1h30m, found '1.5m'")]
    [InlineData("a-plain-groups", "it is a rule file of Prometheus, whose groups are at the top, and not a PrometheusRule")]
    [InlineData("a-g-utf8", "a name in quotes came with Prometheus 3.0: this promtool is too old for the rule")]
    [InlineData("a-g-utf8b", "a name in quotes came with Prometheus 3.0: this promtool is too old for the rule")]
    public async Task A_file_is_taken_or_refused_in_words_that_name_what_is_wrong(string name, string? refused)
    {
        using var folder = new TemporaryFolder();
        var version = (await RealPromtool.FindAsync(default)).Version;

        var failure = await Record.ExceptionAsync(async () =>
        {
            var rules = Load(name);
            await RealPromtool.New().CheckRulesAsync(folder.Write("rules.yaml", PrometheusRuleFile.Write(rules, version)), rules);
        });

        if (refused is null || (name.Contains("utf8", StringComparison.Ordinal) && version.Major > 2))
        {
            Assert.Null(failure);
        }
        else
        {
            Assert.Contains(refused, Assert.IsType<DeliveryException>(failure).Message, StringComparison.Ordinal);
        }
    }

    [TheoryWithTool("prometheus")]
    [InlineData("a-feat")]
    [InlineData("a-recording-rules-same-name")]
    [InlineData("a-g-limit")]
    [InlineData("a-g-labels")]
    public async Task What_Prometheus_evaluates_is_proven_beside_the_rules_of_other_teams(string name)
    {
        // Given the same rules in another namespace, and a rule of each name with another label
        var rules = Quick(Load(name));
        var elsewhere = rules with { Metadata = rules.Metadata with { Namespace = "another-team" } };
        var theirs = rules with
        {
            Metadata = rules.Metadata with { Name = "theirs" },
            Groups =
                [.. rules.Groups.Select(group => group with { Name = $"their-{group.Name}", Rules = [.. group.Rules.Select(Theirs)] })],
        };

        // Then. Two groups write one series here: where a busy computer evaluates one late, its sample is out of order for once.
        await Eventually.HoldsAsync(
            async () => await FailedAsync(rules, rules, elsewhere, theirs) is [], "every rule is proven", TimeSpan.FromMinutes(1));
    }

    [FactWithTool("prometheus")]
    public async Task Two_severities_of_one_alert_are_two_rules_and_each_of_them_can_be_wrong()
    {
        var rules = Read("""
            - {alert: Slow, expr: vector(1) > 2, labels: {severity: warning}}
            - {alert: Slow, expr: vector(1) > 3, labels: {severity: critical}}
            """);
        var group = rules.Groups[0];
        var other = rules with { Groups = [group with { Rules = [group.Rules[0], group.Rules[1] with { Expression = "vector(1) > 4" }] }] };
        var swapped = rules with { Groups = [group with { Rules = [group.Rules[1], group.Rules[0]] }] };

        Assert.Empty(await FailedAsync(rules, rules));
        Assert.Equal(["rules/Slow{severity=\"critical\"}"], (await FailedAsync(rules, other)).Select(result => result.Id));
        Assert.Equal(["groups/g"], (await FailedAsync(rules, swapped)).Select(result => result.Id));
    }

    [FactWithTool("prometheus")]
    public async Task A_group_without_an_interval_has_the_server_s_own_and_a_limit_is_compared()
    {
        var rules = Read("- {alert: A, expr: vector(1) > 2}");
        var limited = rules with { Groups = [rules.Groups[0] with { Limit = 7 }] };
        var slower = rules with { Groups = [rules.Groups[0] with { Interval = 2 * RuleServer.Interval }] };

        Assert.Empty(await FailedAsync(rules, rules));
        Assert.Equal("interval: expected 0.25 s, found 0.5 s", Assert.Single(await FailedAsync(rules, slower)).Evidence);
        Assert.Equal("limit: expected 7, found 0", Assert.Single(await FailedAsync(limited, rules)).Evidence);
    }

    [FactWithTool("prometheus")]
    public async Task Series_whose_absence_is_health_are_not_demanded()
    {
        (string Expression, string? Missing)[] cases =
        [
            ("nothing_at_all > 1", "nothing_at_all"),
            ("up > 2 and nothing_at_all", "nothing_at_all"),
            ("up > 2 or nothing_at_all", "nothing_at_all"),
            ("nothing_at_all or vector(0)", null),
            ("sum(rate(nothing_at_all[5m])) or vector(0) > 1", null),
            ("up > 2 unless on (job) nothing_at_all", null),
            ("absent(nothing_at_all) and on () vector(0) > 1", null),
            ("absent_over_time(nothing_at_all{job=\"x\"}[5m]) and on () vector(0) > 1", null),
            ("ALERTS{alertname=\"Nothing\"} == 1", null),
            ("histogram_quantile(0.9, rate(nothing_at_all_bucket[1m])) > 5", "nothing_at_all_bucket"),
            ("histogram_quantile(0.9, rate(nothing_at_all_bucket[1m])) > 5 or vector(0) > 1", null),
        ];
        var rules = Read(Alerts(cases.Index().Select(each => Own(each.Item.Expression, each.Index))));

        var failed = await FailedAsync(rules, rules);

        var missing = cases.Index().Where(each => each.Item.Missing is not null).Select(
            each => $"series/{Own(each.Item.Missing!, each.Index)}");
        Assert.Equal(missing.Order(StringComparer.Ordinal), failed.Select(result => result.Id).Order(StringComparer.Ordinal));

        // A metric for each: a check is of a series, whichever rules ask for it.
        static string Own(string text, int index) => text.Replace("nothing_at_all", $"nothing_{index}", StringComparison.Ordinal);
    }

    [FactWithTool("prometheus")]
    public async Task The_threshold_of_a_quantile_is_compared_in_the_unit_of_its_buckets()
    {
        const string Buckets = "prometheus_http_request_duration_seconds_bucket[1m]";
        (string Expression, bool IsBeyond)[] cases =
        [
            ($"histogram_quantile(0.95, sum by (le) (rate({Buckets}))) * 1000 > 500", false),
            ($"(1000 * max by (job) (histogram_quantile(0.9, rate({Buckets})))) > 500", false),
            ($"5 < histogram_quantile(0.95, sum by (le) (rate({Buckets})))", false),
            ($"histogram_quantile(0.95, sum by (le) (rate({Buckets}))) > 500", true),
            ($"histogram_quantile(0.95, sum by (le) (rate({Buckets}))) * 1000 > 500000", true),
            ($"histogram_quantile(0.9, rate({Buckets})) > 500 and on (job) up > 0", true),
        ];
        var rules = Read(Alerts(cases.Select(each => each.Expression)));

        var failed = await FailedAsync(rules, rules);

        Assert.Equal(
            cases.Index().Where(each => each.Item.IsBeyond).Select(each => $"buckets/A{each.Index}"), failed.Select(result => result.Id));
    }

    [FactWithTool("prometheus")]
    public async Task Two_thresholds_of_one_quantile_are_told_apart_by_the_labels_of_their_rules()
    {
        const string Quantile = "histogram_quantile(0.9, rate(prometheus_http_request_duration_seconds_bucket[1m]))";
        var rules = Read($$"""
            - {alert: Slow, expr: '{{Quantile}} > 500', labels: {severity: warning} }
            - {alert: Slow, expr: '{{Quantile}} > 900', labels: {severity: critical} }
            """);

        Assert.Equal(
            ["buckets/Slow{severity=\"warning\"}", "buckets/Slow{severity=\"critical\"}"],
            (await FailedAsync(rules, rules)).Select(result => result.Id));
    }

    [FactWithTool("prometheus")]
    public async Task The_same_rule_under_another_group_of_the_namespace_is_a_duplicate_that_is_named()
    {
        var rules = Read("- {alert: A, expr: vector(1) > 2}");
        var copy = rules with { Metadata = rules.Metadata with { Name = "copy" }, Groups = [rules.Groups[0] with { Name = "again" }] };

        var failed = Assert.Single(await FailedAsync(rules, rules, copy));

        Assert.Equal("rules/A", failed.Id);
        Assert.Matches("it is in group again of .*monitoring-copy-.*yaml too", failed.Cause);
    }

    [FactWithTool("prometheus")]
    public async Task A_share_that_a_rule_of_ours_records_may_have_no_value_yet()
    {
        var rules = Read("""
            - {record: "slo:errors:ratio", expr: 'rate(hello_greetings_total{language="xx"}[1m]) / rate(hello_greetings_total[1m])', labels: {slo: a}}
            - {alert: Burns, expr: 'slo:errors:ratio{slo="a"} > 0.1'}
            - {record: "job:up:sum", expr: sum by (job) (up)}
            - {alert: Reads, expr: 'job:up:sum{jobb="x"} > 9'}
            """);

        Assert.Equal(["series/job:up:sum{jobb=\"x\"}"], (await FailedAsync(rules, rules)).Select(result => result.Id));
    }

    [Theory]
    [InlineData("- {alert: A, expr: up, labels: {a: b}}\n- {alert: A, expr: up, labels: {a: b}}", "A{a=\"b\"} in group g")]
    [InlineData("- {alert: A, expr: up, labels: {a: b}}\n- {alert: A, expr: up, labels: {a: c}}", null)]
    [InlineData("- {record: 'a:b', expr: 'up{a=\"1\"}'}\n- {record: 'a:b', expr: 'up{a=\"2\"}'}", null)]
    public void A_rule_that_stands_twice_in_a_file_is_named_with_it(string rules, string? named)
    {
        var failure = Record.Exception(() => RuleDuplicates.Refuse(Read(rules), "alerts.yaml"));

        Assert.Equal(
            named is null ? null : $"alerts.yaml has a rule twice: {named}. Next: keep one of each, or give them other labels",
            failure?.Message);
    }

    [Theory]
    [InlineData("alertname: HelloDown")]
    [InlineData("- eval_time: 3m\n        alertname: HelloDown")] // the only one that expects it to fire
    public void An_alert_without_a_test_is_named_and_what_was_tested_is_said(string removed)
    {
        using var folder = new TemporaryFolder();
        var rules = Load("a-recording-rules-same-name");
        var tests = File.ReadAllText(Path.Combine(Repository.Root, "samples/hello/monitoring/alerts.tests.yaml"));

        var all = RuleTestFiles.Write(rules, folder.Write("a.tests.yaml", tests), folder["out"]);
        var fewer = tests.Replace(removed, removed.Replace("HelloDown", "Other", StringComparison.Ordinal), StringComparison.Ordinal);
        var some = RuleTestFiles.Write(rules, folder.Write("b.tests.yaml", fewer), folder["out"]);

        Assert.Equal(
            "6 rules checked; tested: 2 of 2 alerts, 0 of 4 recording rules (without a test: hello:greetings:rate, slo:time_period:days)",
            all.Summary(rules));
        Assert.Contains(
            "HelloDown of hello-alerts has no test",
            Assert.Throws<DeliveryException>(() => some.Summary(rules)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_query_offset_is_left_out_for_a_Prometheus_that_refuses_it_and_the_file_says_so()
    {
        var rules = Read("- {alert: A, expr: up}", "query_offset: 1m, partial_response_strategy: warn,");

        var (old, recent) = (PrometheusRuleFile.Write(rules, new(2, 42, 0)), PrometheusRuleFile.Write(rules, new(3, 5, 0)));

        Assert.StartsWith(
            "# group g: its query_offset is left out, which Prometheus knows from 2.53 on; this is 2.42.0\n",
            old,
            StringComparison.Ordinal);
        Assert.DoesNotContain("query_offset:", old, StringComparison.Ordinal);
        Assert.Equal(new(2, 42, 0), PrometheusRuleFile.ReaderOf(old));
        Assert.Contains("query_offset: 1m", recent, StringComparison.Ordinal);
        Assert.Null(PrometheusRuleFile.ReaderOf(recent));
        Assert.DoesNotContain("partial_response_strategy", recent, StringComparison.Ordinal);
    }

    /// <summary>As often as the server evaluates what says nothing.</summary>
    private static PrometheusRule Quick(PrometheusRule rules) =>
        rules with { Groups = [.. rules.Groups.Select(group => group with { Interval = null })] };

    private static Rule Theirs(Rule rule) => rule with { Labels = new Dictionary<string, string>(rule.Labels) { ["team"] = "another" } };

    private static PrometheusRule Load(string name) => ManifestSet.Load(Path.Combine(Folder, $"{name}.yaml")).Only<PrometheusRule>();

    /// <summary>An alert for each expression: A0, A1 and so on.</summary>
    private static string Alerts(IEnumerable<string> expressions) =>
        string.Join('\n', expressions.Index().Select(each => $"- {{alert: A{each.Index}, expr: '{each.Item}'}}"));

    private static PrometheusRule Read(string rules, string fields = "") => ManifestSet.Parse(
        $$"""
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata: {name: r, namespace: monitoring}
        spec: {groups: [{name: g, {{fields}} rules: [{{string.Join(", ", rules.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(rule => rule.TrimStart('-', ' ')))}}]}]}
        """,
        "test").Only<PrometheusRule>();

    /// <summary>What is not proven in a Prometheus that has these files.</summary>
    private Task<IReadOnlyList<CheckResult>> FailedAsync(PrometheusRule expected, params PrometheusRule[] loaded) =>
        server.FailedAsync(expected, loaded);
}
