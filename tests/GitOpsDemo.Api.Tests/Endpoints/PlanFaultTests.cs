using System.Diagnostics;
using System.Net;
using System.Text;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class PlanFaultTests : IAsyncLifetime
{
    private RunningService _service = null!;

    public async Task InitializeAsync() => _service = await RunningService.StartWithFaultsAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task At_first_nothing_is_planned()
    {
        var plan = await _service.GetJsonAsync("/faults/plan");

        Assert.Equal(0, (double)plan["errorRate"]!);
        Assert.Equal(500, (int)plan["status"]!);
        Assert.Equal(0, (int)plan["delayMilliseconds"]!);
    }

    [Fact]
    public async Task The_planned_share_of_requests_fails_with_the_planned_status()
    {
        using var planned = await PutAsync("""{"errorRate":0.3,"status":503}""");
        var statuses = new List<HttpStatusCode>();
        for (var request = 0; request < 10; request++)
        {
            using var response = await _service.GetAsync("/");
            statuses.Add(response.StatusCode);
        }

        Assert.Equal(HttpStatusCode.OK, planned.StatusCode);
        Assert.Equal(3, statuses.Count(status => status == HttpStatusCode.ServiceUnavailable));
        Assert.Equal(7, statuses.Count(status => status == HttpStatusCode.OK));
    }

    [Fact]
    public async Task Every_request_waits_for_the_planned_delay()
    {
        await PutAsync("""{"delayMilliseconds":120}""");
        var watch = Stopwatch.StartNew();

        using var response = await _service.GetAsync("/version");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.InRange(watch.ElapsedMilliseconds, 115, 60_000);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    [InlineData("/openapi.json")]
    [InlineData("/faults/plan")]
    [InlineData("/faults/status/200")]
    public async Task Probes_metrics_and_the_faults_themselves_are_never_touched(string path)
    {
        await PutAsync("""{"errorRate":1,"delayMilliseconds":60000}""");

        using var response = await _service.GetAsync(path);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task A_new_plan_ends_the_one_before()
    {
        await PutAsync("""{"errorRate":1}""");
        await PutAsync("{}");

        using var response = await _service.GetAsync("/");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData("""{"errorRate":1.5}""", "errorRate")]
    [InlineData("""{"errorRate":-0.1}""", "errorRate")]
    [InlineData("""{"status":200}""", "status")]
    [InlineData("""{"delayMilliseconds":60001}""", "delayMilliseconds")]
    public async Task A_plan_beyond_the_limits_is_refused_by_field(string plan, string field)
    {
        using var response = await PutAsync(plan);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal([field], (await RunningService.JsonOfAsync(response))["errors"]!.AsObject().Select(error => error.Key));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("""{"errorRate":"all"}""")]
    public async Task What_is_no_plan_is_refused(string body)
    {
        using var response = await PutAsync(body);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }

    private Task<HttpResponseMessage> PutAsync(string plan) =>
        _service.Client.PutAsync(new Uri("/faults/plan", UriKind.Relative), new StringContent(plan, Encoding.UTF8, "application/json"));
}
