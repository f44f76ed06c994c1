using System.Diagnostics;
using GitOpsDemo.Benchmarks.Peers;

namespace GitOpsDemo.Benchmarks.OverHttp;

/// <summary>How long a scrape of the large page takes over HTTP, in milliseconds (medians).</summary>
internal sealed record PageTiming(double Plain, double? Gzip)
{
    private const int Scrapes = 60;

    public static async Task<PageTiming> MeasureAsync(Candidate candidate)
    {
        using var server = await Server.StartAsync("/metrics", candidate.PageAt);
        return new((await ScrapeAsync(server, "identity"))!.Value, await ScrapeAsync(server, "gzip"));
    }

    // Null when the server does not answer in that encoding.
    private static async Task<double?> ScrapeAsync(Server server, string encoding)
    {
        var buffer = new byte[64 * 1024];
        using var client = new HttpClient { BaseAddress = server.Address };
        client.DefaultRequestHeaders.TryAddWithoutValidation("Accept-Encoding", encoding);
        var milliseconds = new List<double>();
        for (var scrape = 0; scrape < Scrapes * 2; scrape++)
        {
            var started = Stopwatch.GetTimestamp();
            using var response = await client.GetAsync(new Uri("/metrics", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            while (await body.ReadAsync(buffer) > 0)
            {
            }

            milliseconds.Add(Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            if (encoding == "gzip" && !response.Content.Headers.ContentEncoding.Contains("gzip"))
            {
                return null;
            }
        }

        // The first half lets the server reach its steady state.
        return milliseconds.Skip(Scrapes).Median();
    }
}
