using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Prometheus.Tests.Real;

/// <summary>A real Prometheus on a free port of 127.0.0.1 that scrapes one target every two seconds.</summary>
internal sealed class PrometheusProcess : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Process _process;
    private readonly HttpClient _client;

    public PrometheusProcess(Uri target)
    {
        var port = FreePort.Next();
        var configuration = _folder.Write(
            "prometheus.yml",
            $$"""
            global: { scrape_interval: 2s, scrape_timeout: 2s }
            scrape_configs:
              - job_name: service
                static_configs: [ { targets: ["{{target.Authority}}"] } ]
            """);
        _process = Process.Start(new ProcessStartInfo(TestTools.Find("prometheus")!)
        {
            ArgumentList =
            {
                $"--config.file={configuration}",
                $"--storage.tsdb.path={_folder["data"]}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--log.level=error",
            },
        })!;
        _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
    }

    /// <summary>Waits until the target has been scraped.</summary>
    public Task ScrapedAsync() => Eventually.HoldsAsync(
        async () => await TryQueryAsync("up == 1") is { Count: 1 }, "Prometheus has scraped the target", TimeSpan.FromSeconds(30));

    /// <summary>The present value of each series of the selector, by its labels as <c>name="value"</c> in order.</summary>
    public async Task<Dictionary<string, double>> QueryAsync(string query)
    {
        var address = new Uri($"query?query={Uri.EscapeDataString(query)}", UriKind.Relative);
        using var answer = JsonDocument.Parse(await _client.GetStringAsync(address));
        return answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray().ToDictionary(
            series => Key(series.GetProperty("metric").EnumerateObject().Select(label => (label.Name, label.Value.GetString()!))),
            series => double.Parse(series.GetProperty("value")[1].GetString()!, CultureInfo.InvariantCulture));
    }

    /// <summary>The key of a series in <see cref="QueryAsync"/>, without the labels that Prometheus adds.</summary>
    public static string Key(IEnumerable<(string Name, string Value)> labels) => string.Join(
        ',',
        labels
            .Where(label => label.Name is not ("job" or "instance"))
            .OrderBy(label => label.Name, StringComparer.Ordinal)
            .Select(label => $"{label.Name}=\"{label.Value}\""));

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }

    private async Task<Dictionary<string, double>?> TryQueryAsync(string query)
    {
        try
        {
            return await QueryAsync(query);
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }
}
