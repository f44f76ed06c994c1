using System.Net.Sockets;
using System.Text;
using GitOpsDemo.Api.RequestMetrics;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Api.Tests.RequestMetrics;

public sealed class RequestMetricsTests : IAsyncLifetime
{
    private readonly TaskCompletionSource _release = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _entered = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RunningService _service = null!;

    public async Task InitializeAsync() => _service = await RunningService.StartAsync(
        app =>
        {
            var routes = app.MapGroup("").WithRequestMetrics(app.Services.GetRequiredService<HttpMetrics>());
            routes.MapGet("/orders/{id}", (string id) => id);
            routes.MapGet("/throws", context => throw new InvalidOperationException("on purpose"));
            routes.MapGet("/throws/later", async context =>
            {
                await Task.Yield();
                throw new InvalidOperationException("on purpose");
            });
            routes.MapGet("/waits", async context =>
            {
                _entered.SetResult();
                await _release.Task;
            });
            routes.MapGet("/gives-up", context =>
            {
                _entered.SetResult();
                return _release.Task.WaitAsync(context.RequestAborted);
            });
            routes.MapGet("/goes-on", async context =>
            {
                context.RequestAborted.Register(_release.SetResult);
                _entered.SetResult();
                await _release.Task;
            });
        },
        "--Faults:Enabled=true");

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Fact]
    public async Task The_endpoint_is_the_route_template_and_never_the_raw_path()
    {
        await _service.GetAsync("/orders/1");
        await _service.GetAsync("/orders/2");

        await CountedAsync("""http_requests_total{method="GET",endpoint="/orders/{id}",status="200"} 2""");
        await CountedAsync("""http_request_duration_seconds_count{method="GET",endpoint="/orders/{id}"} 2""");
        Assert.DoesNotContain(await _service.MetricsAsync(), line => line.Contains("/orders/1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_rules_and_dashboards_may_ask_of_the_service_is_on_its_page()
    {
        await _service.GetAsync("/orders/1");
        await CountedAsync("""http_requests_total{method="GET",endpoint="/orders/{id}",status="200"} 1""");

        var page = await _service.MetricsAsync();
        var known = File.ReadLines(Path.Combine(Repository.Root, "monitoring", "metrics.txt")).SkipWhile(
            line => !line.StartsWith("# The service", StringComparison.Ordinal)).Skip(1);

        Assert.All(known.TakeWhile(name => name.Length > 0), name => Assert.Contains(page, line => line.Split('{', ' ')[0] == name));
    }

    [Fact]
    public async Task Requests_that_no_route_matches_are_one_series()
    {
        await _service.GetAsync("/a");
        await _service.GetAsync("/b");
        await _service.SendAsync(HttpMethod.Post, "/health");

        await CountedAsync("""http_requests_total{method="GET",endpoint="unmatched",status="404"} 2""");
        await CountedAsync("""http_requests_total{method="POST",endpoint="unmatched",status="405"} 1""");
    }

    [Fact]
    public async Task A_method_that_a_client_has_made_up_is_other()
    {
        await _service.SendAsync(new("BREW"), "/");
        await _service.SendAsync(new("STEEP"), "/");

        await CountedAsync("""http_requests_total{method="other",endpoint="unmatched",status="405"} 2""");
    }

    [Theory]
    [InlineData("GET", "/faults/status/{code}", "/faults/status/503", 503)]
    [InlineData("POST", "/ready/enable", "/ready/enable", 204)]
    [InlineData("DELETE", "/faults/memory", "/faults/memory", 200)]
    [InlineData("GET", "/throws", "/throws", 500)]
    [InlineData("GET", "/throws/later", "/throws/later", 500)]
    public async Task The_status_is_the_number_that_the_client_got(string method, string endpoint, string path, int status)
    {
        using var response = await _service.SendAsync(new(method), path);

        Assert.Equal(status, (int)response.StatusCode);
        await CountedAsync($$"""http_requests_total{method="{{method}}",endpoint="{{endpoint}}",status="{{status}}"} 1""");
    }

    [Theory]
    [InlineData("/gives-up")]
    [InlineData("/goes-on")]
    public async Task A_request_whose_client_has_gone_before_its_answer_began_is_499(string path)
    {
        using (var client = new TcpClient("127.0.0.1", _service.Client.BaseAddress!.Port))
        {
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes($"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n"));
            await _entered.Task;
            client.LingerState = new(enable: true, seconds: 0);
        }

        await CountedAsync($$"""http_requests_total{method="GET",endpoint="{{path}}",status="499"} 1""");
    }

    [Fact]
    public async Task A_request_is_in_progress_until_its_response_is_complete()
    {
        var waiting = _service.GetAsync("/waits");
        await _entered.Task;
        Assert.Contains("http_requests_in_progress 2", await _service.MetricsAsync());

        _release.SetResult();
        using var response = await waiting;

        // The request for the page itself.
        await CountedAsync("http_requests_in_progress 1");
    }

    [Fact]
    public async Task Durations_are_seconds()
    {
        await _service.GetAsync("/faults/delay/150");

        const string Bucket = """http_request_duration_seconds_bucket{method="GET",endpoint="/faults/delay/{milliseconds}",le=""";
        await CountedAsync($"{Bucket}\"10\"}} 1");
        Assert.Contains($"{Bucket}\"0.1\"}} 0", await _service.MetricsAsync());
    }

    [Fact]
    public async Task The_build_is_a_series()
    {
        var build = BuildIdentity.OfThisAssembly;
        var labels = $"version=\"{build.Version}\",revision=\"{build.Revision}\",dotnet=\".NET {Environment.Version}\"";

        Assert.Contains($"gitopsdemo_build_info{{{labels}}} 1", await _service.MetricsAsync());
    }

    [Fact]
    public async Task An_exemplar_leads_from_a_slow_request_to_its_trace()
    {
        const string Trace = "0af7651916cd43dd8448eb211c80319c";
        await OpenMetricsAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, "/orders/1");
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        await _service.Client.SendAsync(request);

        await Eventually.HoldsAsync(
            async () => (await OpenMetricsAsync()).Any(line =>
                line.StartsWith("http_request_duration_seconds_bucket{method=\"GET\",endpoint=\"/orders/{id}\"", StringComparison.Ordinal)
                && line.Contains($"# {{trace_id=\"{Trace}\"", StringComparison.Ordinal)),
            "the exemplar is there");
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/ready")]
    [InlineData("/metrics")]
    public async Task Probes_and_scrapes_are_counted_unless_they_are_left_out(string path)
    {
        await using var without = await RunningService.StartAsync("--Metrics:CountProbes=false");
        await without.GetAsync(path);
        await _service.GetAsync(path);

        await CountedAsync($$"""http_requests_total{method="GET",endpoint="{{path}}",status="200"} 1""");
        Assert.DoesNotContain(await without.MetricsAsync(), line => line.Contains($"endpoint=\"{path}\"", StringComparison.Ordinal));
    }

    // A response is counted when it is complete, and that is a moment after the client has read it.
    private Task CountedAsync(string sample) =>
        Eventually.HoldsAsync(async () => (await _service.MetricsAsync()).Contains(sample), sample);

    private async Task<string[]> OpenMetricsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation("Accept", "application/openmetrics-text");
        using var response = await _service.Client.SendAsync(request);
        return (await response.Content.ReadAsStringAsync()).Split('\n');
    }
}
