using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Prometheus;

/// <summary>Against the answers that a real Prometheus gave, and against what is no Prometheus at all.</summary>
public sealed class PrometheusClientTests
{
    [Fact]
    public async Task Rules_are_read_page_after_page()
    {
        // Given a server with two pages
        await using var stub = await HttpStub.StartAsync(context => context.Response.WriteAsync(
            context.Request.Query["group_next_token"] == "t2"
                ? """{"status":"success","data":{"groups":[{"name":"b","file":"f","rules":[],"interval":30}]}}"""
                : """{"status":"success","data":{"groups":[{"name":"a","file":"f","rules":[],"interval":30}],"groupNextToken":"t2"}}"""));

        // When
        var groups = await Client(stub).RulesAsync(default);

        // Then
        Assert.Equal(["a", "b"], groups.Select(group => group.Name));
    }

    [Fact]
    public async Task A_rule_keeps_everything_that_is_compared()
    {
        await using var stub = await HttpStub.AnsweringAsync("""
            {"status":"success","data":{"groups":[{"name":"gitops-demo.rules","file":"/x.yaml","interval":30,"limit":0,"rules":[
              {"state":"pending","name":"PodNotReady","query":"kube_pod_status_ready{condition=\"true\"} == 0","duration":300,"keepFiringFor":0,
               "labels":{"severity":"critical"},"annotations":{"summary":"Pod {{ $labels.pod }} is not ready"},"alerts":[],
               "health":"err","lastError":"many-to-many","evaluationTime":0.0004,"lastEvaluation":"2026-11-22T11:22:05.684196819Z","type":"alerting"}]}]}}
            """);

        var rule = Assert.Single(Assert.Single(await Client(stub).RulesAsync(default)).Rules);

        Assert.Equal(("PodNotReady", 300, "err", "many-to-many"), (rule.Name, rule.Duration, rule.Health, rule.LastError));
        Assert.Equal("critical", rule.Labels!["severity"]);
        Assert.Equal(2026, rule.LastEvaluation.Year);
    }

    [Fact]
    public async Task Targets_come_with_the_error_of_their_last_scrape()
    {
        await using var stub = await HttpStub.AnsweringAsync("""
            {"status":"success","data":{"activeTargets":[{"labels":{"pod":"a"},"scrapePool":"p","scrapeUrl":"http://x/metrics",
             "lastError":"connection refused","lastScrape":"2026-11-22T11:22:29.48Z","lastScrapeDuration":0.1,"health":"down","scrapeTimeout":"10s"}],
             "droppedTargets":[],"droppedTargetCounts":{"p":0,"q":2}}}
            """);

        var targets = await Client(stub).TargetsAsync(default);

        Assert.Equal("down", Assert.Single(targets).Health);
        Assert.Equal("connection refused", targets[0].LastError);
    }

    [Theory]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[{"metric":{},"value":[1,"1.5"]}]}}""", 1.5)]
    [InlineData("""{"status":"success","data":{"resultType":"vector","result":[]}}""", null)]
    public async Task The_value_of_a_query_is_that_of_its_first_series(string answer, double? expected)
    {
        await using var stub = await HttpStub.AnsweringAsync(answer);

        Assert.Equal(expected, await Client(stub).ValueAsync("up", default));
    }

    [Theory]
    [InlineData("""{"status":"error","errorType":"bad_data","error":"1:16: parse error"}""", 400, "parse error")]
    [InlineData("""{"status":"error","error":"query processing would load too many samples"}""", 200, "too many samples")]
    [InlineData("<html>Bad gateway</html>", 502, "not the API's JSON")]
    [InlineData("""{"status":"succ""", 200, "not the API's JSON")]
    [InlineData("", 200, "not the API's JSON")]
    [InlineData("null", 200, "answered 200 with null")]
    [InlineData("[]", 200, "not the API's JSON")]
    [InlineData("""{"status":"success"}""", 200, "no data")]
    public async Task What_is_no_good_answer_is_one_clear_failure(string answer, int status, string why)
    {
        await using var stub = await HttpStub.AnsweringAsync(answer, status);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Client(stub).RulesAsync(default));

        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains("curl", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_there_is_one_clear_failure()
    {
        var client = new PrometheusClient(new HttpClient { BaseAddress = new($"http://127.0.0.1:{FreePort.Next()}/") });

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => client.TargetsAsync(default));

        Assert.Contains("refused", failure.Why, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_off()
    {
        await using var stub = await HttpStub.StartAsync(async context =>
        {
            var chunk = new string(' ', 1024 * 1024);
            while (!context.RequestAborted.IsCancellationRequested)
            {
                await context.Response.WriteAsync(chunk);
            }
        });

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Client(stub).RulesAsync(default));

        Assert.Contains("larger than 32 MiB", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cut_connection_is_one_clear_failure()
    {
        await using var stub = await HttpStub.StartAsync(async context =>
        {
            await context.Response.WriteAsync("""{"status":""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        await Assert.ThrowsAsync<DeliveryException>(() => Client(stub).RulesAsync(default));
    }

    private static PrometheusClient Client(HttpStub stub) => new(new HttpClient { BaseAddress = stub.Address });
}
