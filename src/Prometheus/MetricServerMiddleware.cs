using System.IO.Compression;
using Microsoft.AspNetCore.Http;

namespace Prometheus;

/// <summary>Answers a scrape with the page of a registry.</summary>
public sealed class MetricServerMiddleware
{
    private const string Text = "text/plain; version=0.0.4; charset=utf-8";
    private const string OpenMetrics = "application/openmetrics-text; version=1.0.0; charset=utf-8";

    private readonly CollectorRegistry _registry;
    private readonly bool _enableOpenMetrics;

    /// <summary>Ends a pipeline: <paramref name="next"/> is never called.</summary>
    public MetricServerMiddleware(RequestDelegate next, Settings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        _ = next;
        _registry = settings.Registry ?? Metrics.DefaultRegistry;
        _enableOpenMetrics = settings.EnableOpenMetrics;
    }

    /// <summary>Answers with the whole page, or with 503 and the reason when a callback before the scrape failed.</summary>
    public async Task Invoke(HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var format = Negotiate(context.Request);
        Page page;
        try
        {
            page = await _registry.CollectAsync(format, context.RequestAborted);
        }
        catch (ScrapeFailedException failure)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            await context.Response.WriteAsync(failure.Message, context.RequestAborted);
            return;
        }

        try
        {
            context.Response.ContentType = format == ExpositionFormat.OpenMetricsText ? OpenMetrics : Text;
            context.Response.Headers.Vary = "Accept, Accept-Encoding";
            await SendAsync(context, page);
        }
        finally
        {
            _registry.Return(page);
        }
    }

    private static async Task SendAsync(HttpContext context, Page page)
    {
        var response = context.Response;
        if (!TakesGzip(context.Request))
        {
            response.ContentLength = page.Written.Length;
            await response.Body.WriteAsync(page.Written, context.RequestAborted);
            return;
        }

        // A page repeats itself so much that the fastest level already makes a tenth of it.
        response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest, leaveOpen: true);
        await gzip.WriteAsync(page.Written, context.RequestAborted);
    }

    private static bool TakesGzip(HttpRequest request) => request.GetTypedHeaders().AcceptEncoding.Any(
        coding => coding.Value.Equals("gzip", StringComparison.OrdinalIgnoreCase) && coding.Quality != 0);

    // Of the formats that the scraper takes, the one that it likes best, the first of equals; text when it names none.
    private ExpositionFormat Negotiate(HttpRequest request)
    {
        var format = ExpositionFormat.PrometheusText;
        var best = 0d;
        foreach (var accepted in request.GetTypedHeaders().Accept)
        {
            var isOpenMetrics = accepted.MediaType == "application/openmetrics-text";
            if ((isOpenMetrics || accepted.MediaType == "text/plain") && (accepted.Quality ?? 1) > best)
            {
                best = accepted.Quality ?? 1;
                format = isOpenMetrics && _enableOpenMetrics ? ExpositionFormat.OpenMetricsText : ExpositionFormat.PrometheusText;
            }
        }

        return format;
    }

    /// <summary>What is served, and how.</summary>
    public sealed class Settings
    {
        /// <summary>The registry; <see cref="Metrics.DefaultRegistry"/> when null.</summary>
        public CollectorRegistry? Registry { get; set; }

        /// <summary>Whether a scraper that asks for OpenMetrics gets it.</summary>
        public bool EnableOpenMetrics { get; set; } = true;
    }
}
