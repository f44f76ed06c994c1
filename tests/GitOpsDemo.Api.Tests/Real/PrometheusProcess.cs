using System.Diagnostics;
using System.Text.Json.Nodes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Api.Tests.Real;

/// <summary>A real Prometheus on a free port of 127.0.0.1 that scrapes one target every second and keeps exemplars.</summary>
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
            global: { scrape_interval: 1s, scrape_timeout: 1s }
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
                "--enable-feature=exemplar-storage",
                "--log.level=error",
            },
        })!;
        _client = new() { BaseAddress = new Uri($"http://127.0.0.1:{port}/api/v1/") };
    }

    /// <summary>The data that an API answers a query with; null as long as Prometheus does not answer.</summary>
    public async Task<JsonNode?> AskAsync(string api, string query)
    {
        try
        {
            var now = DateTimeOffset.UtcNow;
            var range = $"start={now.AddHours(-1).ToUnixTimeSeconds()}&end={now.AddHours(1).ToUnixTimeSeconds()}";
            var address = new Uri($"{api}?query={Uri.EscapeDataString(query)}&{range}", UriKind.Relative);
            return JsonNode.Parse(await _client.GetStringAsync(address))!["data"];
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        _client.Dispose();
        _folder.Dispose();
    }
}
