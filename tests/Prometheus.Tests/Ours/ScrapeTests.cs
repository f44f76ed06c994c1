using System.IO.Compression;
using System.Net;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Ours;

public sealed class ScrapeTests : IAsyncLifetime
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private MetricsServer _server = null!;

    public async Task InitializeAsync()
    {
        Metrics.WithCustomRegistry(_registry).CreateCounter("events_total", "Events.").Inc();
        _server = await MetricsServer.StartAsync(_registry);
    }

    public async Task DisposeAsync() => await _server.DisposeAsync();

    [Fact]
    public async Task A_callback_that_says_why_the_scrape_fails_is_answered_with_503_and_that_reason()
    {
        _registry.AddBeforeCollectCallback(() => throw new ScrapeFailedException("the queue does not answer"));

        using var response = await GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("the queue does not answer", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_callback_that_fails_in_any_other_way_is_answered_with_503_and_no_page()
    {
        _registry.AddBeforeCollectCallback(async _ =>
        {
            await Task.Yield();
            throw new TimeoutException("too slow");
        });

        using var response = await GetAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("A value could not be read: too slow", await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("gzip", true)]
    [InlineData("deflate, gzip;q=0.5", true)]
    [InlineData("gzip;q=0", false)]
    [InlineData("br", false)]
    public async Task The_page_is_compressed_for_who_takes_it_so(string acceptEncoding, bool expected)
    {
        using var response = await GetAsync(acceptEncoding);

        Assert.Equal(expected, response.Content.Headers.ContentEncoding.Contains("gzip"));
        Assert.Equal(["Accept", "Accept-Encoding"], response.Headers.Vary);
        var body = await response.Content.ReadAsStreamAsync();
        using var reader = new StreamReader(expected ? new GZipStream(body, CompressionMode.Decompress) : body);
        Assert.Equal(await Scrape.TextAsync(_registry), await reader.ReadToEndAsync());
    }

    [Fact]
    public async Task Who_only_asks_for_the_head_gets_no_page()
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, "/metrics");
        using var response = await _server.Client.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal((await Scrape.TextAsync(_registry)).Length, response.Content.Headers.ContentLength);
    }

    [Fact]
    public async Task Nothing_else_than_reading_is_taken()
    {
        using var response = await _server.Client.PostAsync(new Uri("/metrics", UriKind.Relative), null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, response.StatusCode);
    }

    private Task<HttpResponseMessage> GetAsync(string? acceptEncoding = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        if (acceptEncoding is not null)
        {
            request.Headers.TryAddWithoutValidation("Accept-Encoding", acceptEncoding);
        }

        return _server.Client.SendAsync(request);
    }
}
