using System.Diagnostics;
using System.Text;
using GitOpsDemo.Api.RequestMetrics;
using Prometheus;

namespace GitOpsDemo.Api.Tests.RequestMetrics;

public sealed class HttpMetricsTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly EndpointSeries _endpoint;

    public HttpMetricsTests() => _endpoint = new HttpMetrics(_registry, BuildIdentity.OfThisAssembly).ForEndpoint("/", isCounted: true);

    [Fact]
    public async Task Only_the_slowest_request_since_the_last_scrape_leaves_its_trace()
    {
        var slowest = RecordTraced(milliseconds: 200);
        var quick = RecordTraced(milliseconds: 2);
        var first = await PageAsync();

        var next = RecordTraced(milliseconds: 2);
        var second = await PageAsync();

        Assert.Contains($"le=\"0.25\"}} 2 # {{trace_id=\"{slowest}\"", first, StringComparison.Ordinal);
        Assert.DoesNotContain(quick, first, StringComparison.Ordinal);
        Assert.Contains($"le=\"0.0025\"}} 2 # {{trace_id=\"{next}\"", second, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("process_start_time_seconds")]
    [InlineData("process_cpu_seconds_total")]
    [InlineData("process_working_set_bytes")]
    [InlineData("dotnet_total_memory_bytes")]
    [InlineData("dotnet_thread_pool_threads")]
    [InlineData("dotnet_thread_pool_queue_length")]
    [InlineData("dotnet_gc_pause_time_seconds_total")]
    [InlineData("scrape_callback_errors")]
    public async Task What_the_runbooks_ask_of_the_process_is_on_the_page(string name) =>
        Assert.Contains(await LinesAsync(), line => line.Split('{', ' ')[0] == name);

    [Fact]
    public async Task A_value_that_can_not_be_read_shows_on_the_page_until_it_can()
    {
        var isBroken = true;
        _registry.ReadBeforeScrape("queue", () => Assert.False(isBroken));

        Assert.Contains("scrape_callback_errors{callback=\"queue\"} 1", await LinesAsync());
        Assert.Contains("scrape_callback_errors{callback=\"runtime\"} 0", await LinesAsync());

        isBroken = false;

        Assert.Contains("scrape_callback_errors{callback=\"queue\"} 0", await LinesAsync());
    }

    private string RecordTraced(int milliseconds)
    {
        using var activity = new Activity("request").Start();
        _endpoint.Record("GET", 200, TimeSpan.FromMilliseconds(milliseconds));
        return activity.TraceId.ToHexString();
    }

    private async Task<string[]> LinesAsync() => (await PageAsync(ExpositionFormat.PrometheusText)).Split('\n');

    private async Task<string> PageAsync(ExpositionFormat format = ExpositionFormat.OpenMetricsText)
    {
        using var page = new MemoryStream();
        await _registry.CollectAndExportAsTextAsync(page, format);
        return Encoding.UTF8.GetString(page.ToArray());
    }
}
