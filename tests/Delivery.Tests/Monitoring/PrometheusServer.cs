using System.Diagnostics;
using System.Text.Json;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring;

/// <summary>A real Prometheus on a free port, ended with the test.</summary>
internal sealed class PrometheusServer : IAsyncDisposable
{
    private readonly Process _process;
    private readonly HttpClient _client;

    private PrometheusServer(Process process, HttpClient client) => (_process, _client) = (process, client);

    public static Task<PrometheusServer> StartAsync(TemporaryFolder folder, string configuration) => StartAsync(folder, _ => configuration);

    /// <param name="folder">Where it keeps everything.</param>
    /// <param name="configuration">Its configuration, made with its port.</param>
    public static async Task<PrometheusServer> StartAsync(TemporaryFolder folder, Func<int, string> configuration)
    {
        var port = FreePort.Next();
        var start = new ProcessStartInfo(
            TestTools.Find("prometheus")!,
            [
                $"--config.file={folder.Write("prometheus.yml", configuration(port))}",
                $"--storage.tsdb.path={folder["data"]}",
                $"--web.listen-address=127.0.0.1:{port}",
                "--web.enable-lifecycle",
            ])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        var server = new PrometheusServer(Process.Start(start)!, new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") });
        server._process.BeginErrorReadLine();
        server._process.BeginOutputReadLine();
        await Eventually.HoldsAsync(server.IsReadyAsync, "Prometheus is ready", TimeSpan.FromSeconds(30));
        return server;
    }

    public PrometheusClient Api => new(_client);

    /// <summary>Lets it read its files again.</summary>
    /// <returns>Its words where it refuses them; null when it has read them.</returns>
    public async Task<string?> ReloadAsync()
    {
        using var answer = await _client.PostAsync(new Uri("/-/reload", UriKind.Relative), content: null);
        return answer.IsSuccessStatusCode ? null : await answer.Content.ReadAsStringAsync();
    }

    public async Task<JsonElement> GetAsync(string path)
    {
        await using var stream = await _client.GetStreamAsync(new Uri(path, UriKind.Relative));
        using var document = await JsonDocument.ParseAsync(stream);
        return document.RootElement.GetProperty("data").Clone();
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task<bool> IsReadyAsync()
    {
        try
        {
            return (await _client.GetAsync(new Uri("/-/ready", UriKind.Relative))).IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
