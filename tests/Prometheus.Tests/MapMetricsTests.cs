using System.Net;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class MapMetricsTests : IAsyncLifetime
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private MetricsServer _server = null!;

    public async Task InitializeAsync()
    {
        Metrics.WithCustomRegistry(_registry).CreateCounter("events_total", "Events.").Inc();
        _server = await MetricsServer.StartAsync(_registry);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Theory]
    [InlineData(null, Text)]
    [InlineData("*/*", Text)]
    [InlineData("text/html", Text)]
    [InlineData("text/plain", Text)]
    [InlineData("application/openmetrics-text", OpenMetrics)]
    [InlineData("text/plain;q=0.5,application/openmetrics-text;version=1.0.0;q=0.8", OpenMetrics)]
    [InlineData("text/plain,application/openmetrics-text;q=0.8", Text)]
    [InlineData("application/openmetrics-text;version=1.0.0,text/plain;version=0.0.4;q=0.5,*/*;q=0.1", OpenMetrics)]
    public async Task The_scraper_chooses_the_format(string? accept, string expected)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (accept is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept", accept);
        }

        using var response = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(expected, response.Content.Headers.ContentType!.ToString());
        Assert.Equal(expected == OpenMetrics, (await response.Content.ReadAsStringAsync()).EndsWith("# EOF\n", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_page_is_that_of_the_registry() =>
        Assert.Equal(await Scrape.TextAsync(_registry), await _server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative)));
}
