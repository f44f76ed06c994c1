using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Logs;

/// <summary>What Loki answers, from a stub of its API.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LokiLogsTests
{
    private const string OneLine = """{"status":"success","data":{"resultType":"streams","result":[{"stream":{"app":"gitops-demo"},"values":[["1795393000000000000","GET /version"]]}]}}""";
    private const string Nothing = """{"status":"success","data":{"resultType":"streams","result":[]}}""";
    private const string Counted = """{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[[1795393000,"3"]]}]}}""";

    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1795393000);

    [Fact]
    public async Task A_line_is_looked_for_by_the_labels_that_the_collector_gives_and_told_with_its_stream()
    {
        await using var loki = await HttpStub.AnsweringAsync(OneLine);
        var live = new LiveEnvironment("dev", "gitops-demo-dev", "1a2b3c", "image", loki.Address, [], "");

        var line = await Of(loki).FindAsync(live, "4bf92f35", Now, default);

        Assert.Equal(new FoundLine("{app=\"gitops-demo\"}", "GET /version"), line);
        Assert.Equal(
            "GET /loki/api/v1/query_range?limit=1&start=1795393000000000000&query={namespace=\"gitops-demo-dev\", "
                + "app=\"gitops-demo\"} |= \"4bf92f35\"",
            Uri.UnescapeDataString(Assert.Single(loki.Requests)));
    }

    [Theory]
    [InlineData(OneLine, Verdict.Pass)]
    [InlineData(Counted, Verdict.Pass)]
    [InlineData(Nothing, Verdict.Fail)]
    public async Task A_panel_of_logs_has_data_when_its_query_returns_something(string answer, Verdict expected)
    {
        await using var loki = await HttpStub.AnsweringAsync(answer);

        Assert.Equal(expected, (await CheckAsync(loki)).Verdict);
        Assert.Contains("start=1795389400000000000&end=1795393000000000000", Assert.Single(loki.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_query_that_Loki_refuses_fails_its_panel_and_no_other()
    {
        await using var loki = await HttpStub.AnsweringAsync("parse error at line 1, col 2", status: 400);

        var check = await CheckAsync(loki);

        Assert.Equal(Verdict.Fail, check.Verdict);
        Assert.Contains("400", check.Cause, StringComparison.Ordinal);
    }

    private static LokiLogs Of(HttpStub loki) =>
        new(new HttpClient { BaseAddress = loki.Address }, new DeliveredService("gitops-demo", 8080));

    private static Task<CheckResult> CheckAsync(HttpStub loki)
    {
        var query = new PanelQuery("A", "loki", null, "{app=\"gitops-demo\"}", null);
        return LogPanelCheck.OfAsync(
            Of(loki), new("demo/Logs", new("Logs", "logs", null, [query]), query, query.Expression, TimeSpan.FromHours(1)), Now, default);
    }
}
