using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Tests.Monitoring.Rules;
using GitOpsDemo.Delivery.Tests.Proof.Mutants;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Dashboards;

/// <summary>Dashboards that people have, in <c>Cases/dashboards</c>, each with what has to be said of it.</summary>
public sealed class DashboardCaseTests : IDisposable
{
    private static readonly string Cases = Path.Combine(Repository.Root, "tests/Delivery.Tests/Cases/dashboards");

    private static readonly LiveEnvironment Live = new("dev", "hello-dev", "c", "i", new("http://localhost/"), [], "");

    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Healthy =>
        [.. Directory.EnumerateFiles(Cases, "*.json").Select(file => Path.GetFileNameWithoutExtension(file)).Except(["v2"]).Order()];

    public void Dispose() => _folder.Dispose();

    [Trait(Traits.Category, Traits.Integration)]
    [TheoryWithTool("promtool")]
    [MemberData(nameof(Healthy))]
    public async Task A_dashboard_that_Grafana_shows_has_no_fault_but_metrics_that_nobody_exposes(string name)
    {
        var dashboard = Load(File.ReadAllText(Path.Combine(Cases, $"{name}.json")));

        var faults = DashboardLint.Of(dashboard, Known()).Where(finding => finding.IsFault).Select(finding => finding.What).ToList();

        Assert.DoesNotContain(faults, fault => !fault.Contains("nothing exposes ", StringComparison.Ordinal));
        var exposed = faults.Select(fault => fault.Split("nothing exposes ")[1].Split(' ')[0]);
        await Validation().RequireAsync([dashboard], Known([.. exposed]), _folder["out"], default);
    }

    [Theory]
    [InlineData("avg-latency", "s", "percentunit", "its unit is percentunit, and its query gives s")]
    [InlineData("avg-latency", "s", "ms", "its unit is ms, and its query gives s")]
    [InlineData("ms", "ms", "s", "its unit is s, and its query gives ms")]
    [InlineData("net-bytes", "Bps", "s", "its unit is s, and its query gives bytes a second")]
    [InlineData("ratio-bytes", "decmbytes", "s", "its unit is s, and its query gives bytes")]
    public void A_unit_is_a_fault_where_the_quantity_is_certain(string name, string right, string wrong, string expected)
    {
        var text = File.ReadAllText(Path.Combine(Cases, $"{name}.json"));
        Assert.Contains($"\"unit\": \"{right}\"", text, StringComparison.Ordinal);

        Assert.Contains(
            Faults(text.Replace($"\"unit\": \"{right}\"", $"\"unit\": \"{wrong}\"", StringComparison.Ordinal)),
            fault => fault.EndsWith(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("short", "rate(x_seconds_sum[5m]) / rate(x_seconds_count[5m])")]
    [InlineData("percentunit", "sum(rate(process_cpu_seconds_total[5m]))")]
    [InlineData("s", "time() - process_start_time_seconds")]
    [InlineData("dateTimeFromNow", "backup_last_success_timestamp_seconds * 1000")]
    [InlineData("percent", "100 * (1 - sum(rate(errors_total[5m])) / sum(rate(requests_total[5m])))")]
    [InlineData("percentunit", "process_resident_memory_bytes / machine_memory_bytes")]
    [InlineData("bps", "8 * rate(net_receive_bytes_total[5m])")]
    [InlineData("m", "uptime_seconds / 60")]
    [InlineData("ms", "increase(x_ms_total[1h]) / increase(requests_total[1h])")]
    [InlineData("bps", "node_network_speed_bytes * 8")]
    [InlineData("s", "histogram_quantile(0.9, sum by (le) (rate(x_milliseconds_bucket[5m]))) / 1000")]
    [InlineData("reqps", "rate(x_seconds_count[5m])")]
    public void A_unit_is_left_alone_where_it_fits_or_nobody_can_be_certain(string unit, string expression) =>
        Assert.DoesNotContain(Faults(Panel(expression, unit)), fault => fault.Contains("its unit", StringComparison.Ordinal));

    [Theory]
    [InlineData("v2.json", "it is written in schema v2 (dashboard.grafana.app/v2beta1), which is not read here")]
    [InlineData("[]", "it is not a JSON object, and so not a dashboard")]
    [InlineData("{\"title\":\"x\"", "d.json")]
    public void What_is_no_dashboard_is_refused_by_name(string text, string expected)
    {
        var failure = Assert.Throws<DeliveryException>(() => Load(text == "v2.json" ? File.ReadAllText(Path.Combine(Cases, text)) : text));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"meta":{},"dashboard":{"uid":"w","title":"W","panels":[]}}""", "w")]
    [InlineData("""{"apiVersion":"dashboard.grafana.app/v1beta1","kind":"Dashboard","metadata":{"name":"k"},"spec":{"title":"W","panels":[]}}""", "k")]
    [InlineData("""{"title":"W","panels":[]}""", "d")]
    public void A_dashboard_is_taken_out_of_what_it_is_wrapped_in_and_has_a_uid_for_good(string text, string uid)
    {
        var dashboard = Load(text);

        Assert.Equal((uid, "W"), (dashboard.Uid, dashboard.Title));
        Assert.Equal(uid, Dashboard.UidIn(dashboard.Text));
    }

    [Theory]
    [InlineData("""{"type":"text","title":"Read me"}""", "no query of Prometheus or Loki was read in its 1 panel")]
    [InlineData("""{"title":"Lib","libraryPanel":{"uid":"abc","name":"CPU"}}""", "no query was read: CPU are in Grafana's library")]
    [InlineData("""{"type":"timeseries","title":"x","targets":[{"refId":"A","expr":"up","hide":true}]}""", "no query of Prometheus or Loki was read")]
    [InlineData("""{"type":"stat","title":"x","targets":[]}""", "panel x: it asks nothing")]
    [InlineData("""{"type":"stat","title":"x","targets":[{"refId":"B","expr":"up{job=\"$nobody\"}"}]}""", "panel x: $nobody is not a variable of the dashboard")]
    [InlineData("""{"type":"stat","title":"x","datasource":"${DS_PROMETHEUS}","targets":[{"refId":"B","expr":"up"}]}""", "its data source ${DS_PROMETHEUS} is not a variable of the dashboard")]
    [InlineData("""{"type":"stat","title":"x","targets":[{"refId":"A","expr":"histogram_quantile(0.9, sum by (pod) (rate(up_bucket[5m])))"}]}""", "summed by le")]
    public void What_would_prove_or_show_nothing_is_a_fault_that_names_the_panel(string panel, string expected) =>
        Assert.Contains(Faults($$"""{"uid":"d","title":"D","panels":[{{panel}}]}"""), fault => fault.Contains(expected, StringComparison.Ordinal));

    [Fact]
    public void What_is_to_be_said_of_many_panels_is_said_once()
    {
        var panels = string.Join(',', Enumerable.Range(1, 9).Select(number => $$"""{"type":"stat","title":"p{{number}}","datasource":"${DS}","targets":[{"refId":"A","expr":"up"}]}"""));

        var fault = Assert.Single(Faults($$"""{"uid":"d","title":"D","panels":[{{panels}}]}"""));

        Assert.StartsWith(
            "panel p1, panel p2, panel p3 and 6 more: its data source ${DS} is not a variable", fault, StringComparison.Ordinal);
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("promtool")]
    public async Task A_query_that_does_not_parse_is_said_with_its_panel_and_its_name()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Validation().RequireAsync([Load(Panel("sum(up", "short"))], Known(), _folder["out"], default));

        Assert.Contains("FAILED:\n  panel x, query A: could not parse expression", failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("panel:", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Rows_of_old_and_panels_of_Angular_that_an_old_Grafana_wrote_are_read()
    {
        var content = DashboardContent.Of(Load("""
            {"uid":"d","title":"D","schemaVersion":14,"rows":[{"title":"R","panels":[
              {"title":"x","type":"graph","datasource":"Prometheus","yaxes":[{"format":"s"},{"format":"short"}],"targets":[{"refId":"A","expr":"up"}]}]}]}
            """));

        Assert.Equal(("x", "s", true), (content.Panels[0].Name, content.Panels[0].Unit, content.Panels[0].Sent.Single().IsPromQL));
    }

    [Fact]
    public void Queries_without_a_name_get_the_letters_that_are_free()
    {
        var content = DashboardContent.Of(Load("""
            {"uid":"d","title":"D","panels":[{"title":"x","type":"stat","targets":[{"expr":"a"},{"refId":"A","expr":"b"},{"refId":"","expr":"c"}]}]}
            """));

        Assert.Equal(["B", "A", "C"], content.Panels[0].Queries.Select(query => query.RefId));
    }

    [Theory]
    [InlineData("$__rate_interval ${__rate_interval} [[__rate_interval]]", "2m 2m 2m")]
    [InlineData("$__interval ${__interval_ms} $__range ${__range_s}s [[__range_ms]]", "15s 15000 1h 3600s 3600000")]
    [InlineData("$__from ${__to} ${__to:date:seconds} ${__to:date:iso}", "0 3600000 3600 1970-01-01T01:00:00.000Z")]
    [InlineData("$one ${one} [[one]] ${one:raw}", "a.b a.b a.b a.b")]
    [InlineData(
        "$two|${two:regex}|${two:csv}|${two:pipe}|${two:doublequote}|${two:json}",
        "(a\\\\.b|c)|(a\\.b|c)|a.b,c|a.b|c|\"a.b\",\"c\"|[\"a.b\",\"c\"]")]
    [InlineData("$all ${all:regex} $unknown", ".* .* $unknown")]
    public void Variables_are_replaced_in_every_spelling_and_form(string expression, string expected)
    {
        var values = new Dictionary<string, VariableValue>
        {
            ["one"] = new("a.b"),
            ["two"] = new("a.b", "c") { IsMultiple = true },
            ["all"] = new(".*") { IsRaw = true },
        };
        var hour = TimeSpan.FromHours(1);

        var text = new DashboardInterpolation(
            values, hour, hour / 240, TimeSpan.FromSeconds(30), DateTimeOffset.UnixEpoch + hour).Apply(expression);

        Assert.Equal(expected, text);
    }

    [Trait(Traits.Category, Traits.Integration)]
    [FactWithTool("prometheus")]
    public async Task Panels_ask_a_real_Prometheus_as_Grafana_would()
    {
        // Given a service, a Prometheus that scrapes it, and variables whose saved values are of another place
        await using var service = await HttpStub.StartAsync(
            context => context.Response.WriteAsync("hello_greetings_total{language=\"en\"} 3\n"));
        await using var prometheus = await PrometheusServer.StartAsync(_folder, $$"""
            global: {scrape_interval: 1s}
            scrape_configs: [{job_name: hello, static_configs: [{targets: ["{{service.Address.Authority}}"]}]}]
            """);
        await Eventually.HoldsAsync(
            async () => await prometheus.Api.ValueAsync("sum(rate(hello_greetings_total[1m]))", default) is not null,
            "it has scraped twice");
        var chosen = Load("""
            {"uid":"d","title":"D","time":{"from":"now-1h"},"templating":{"list":[
              {"name":"job","type":"query","query":{"query":"label_values(up, job)"},"current":{"value":"elsewhere"}},
              {"name":"node","type":"query","query":"label_values(up{job=\"$job\"}, instance)","multi":true,"includeAll":true,"current":{"value":["$__all"]}},
              {"name":"port","type":"query","query":"query_result(up)","regex":"/instance=\"[^:]+:(\\d+)\"/","current":{}}]},
             "panels":[
              {"title":"single","type":"stat","targets":[{"refId":"A","expr":"up{job=\"$job\"}"}]},
              {"title":"several","type":"stat","targets":[{"refId":"A","expr":"up{instance=~\"$node\"}"}]},
              {"title":"copies","type":"stat","repeat":"node","targets":[{"refId":"A","expr":"up{instance=~\"$node\"}"}]},
              {"title":"part","type":"stat","targets":[{"refId":"A","expr":"up{instance=~\".*:$port\"}"}]},
              {"title":"typo","type":"stat","targets":[{"refId":"A","expr":"up{jobb=\"$job\"}"}]},
              {"title":"typo","type":"stat","targets":[{"refId":"A","expr":"hello_greetings_total{langauge=\"xx\"}"}]},
              {"title":"quota","type":"stat","targets":[{"refId":"A","expr":"scalar(max(kube_resourcequota{namespace=\"$namespace\"}))"}]},
              {"title":"nothing by nothing","type":"stat","targets":[{"refId":"A","expr":"0 * up / (0 * up)"}]},
              {"title":"above","type":"stat","targets":[{"refId":"A","expr":"hello_greetings_total{language=\"en\"} > 9"}]}]}
            """);
        var verify = Load(File.ReadAllText(Path.Combine(Cases, "zz-verify.json")));

        // When
        var proof = await DashboardProof.OfAsync(
            prometheus.Api, _ => Task.FromResult<ILogStore>(new NoQueries()), [verify, chosen], Live, TimeProvider.System, default);
        var results = await Proving.MakeAsync(proof, new QuickTime());

        // Then
        Assert.Equal(
            ["panels/d/typo", "panels/d/typo (2)", "panels/d/quota", "panels/d/nothing by nothing", "panels/d/above"],
            results.Where(result => result.Verdict == Verdict.Fail).Select(result => result.Id));
        Assert.StartsWith("kube_resourcequota{", Cause("panels/d/quota"), StringComparison.Ordinal);
        Assert.StartsWith("0 is divided by 0", Cause("panels/d/nothing by nothing"), StringComparison.Ordinal);
        Assert.StartsWith(
            "nothing yet: hello_greetings_total{language!=\"\"} is counted",
            results.Single(result => result.Id == "panels/verify/errors only").Evidence,
            StringComparison.Ordinal);
        Assert.Equal(Verdict.Skipped, results.Single(result => result.Id == "panels/verify/ds loki").Verdict);
        Assert.DoesNotContain(results, result => result.Id.Contains("hidden no data/B", StringComparison.Ordinal));

        string Cause(string id) => results.Single(result => result.Id == id).Cause;
    }

    private static string Panel(string expression, string unit) =>
        $$$"""{"uid":"d","title":"D","panels":[{"title":"x","type":"timeseries","fieldConfig":{"defaults":{"unit":"{{{unit}}}"}},"targets":[{"refId":"A","expr":"{{{expression}}}"}]}]}""";

    private static DashboardValidation Validation() => new(RealPromtool.New(), new RecordingLog());

    private IEnumerable<string> Faults(string text) =>
        LintFinding.InWords(DashboardLint.Of(Load(text), Known()).Where(finding => finding.IsFault));

    private KnownMetrics Known(params IReadOnlyList<string> names) =>
        KnownMetrics.Load(_folder.Write("metrics.txt", string.Join('\n', names)));

    private Dashboard Load(string text)
    {
        _folder.Write("boards/d.json", text);
        return Dashboard.LoadAll(_folder["boards"]).Single();
    }

    internal sealed class NoQueries : ILogStore
    {
        public string Name => "nothing";

        public Task<FoundLine?> FindAsync(LiveEnvironment live, string text, DateTimeOffset since, CancellationToken cancellationToken) =>
            Task.FromResult<FoundLine?>(null);

        public Task<bool?> HasResultAsync(string query, DateTimeOffset from, DateTimeOffset to, CancellationToken cancellationToken) =>
            Task.FromResult<bool?>(null);
    }
}
