using System.Diagnostics;
using System.Text.Json.Nodes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Api.Tests.Real;

/// <summary>What Prometheus and its linter make of the service's page.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class PrometheusTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Durations = "http_request_duration_seconds_bucket{endpoint=\"/version\"}";

    [FactWithTool("prometheus")]
    public async Task An_exemplar_arrives_in_Prometheus_with_the_trace_of_its_request()
    {
        await using var service = await RunningService.StartAsync();
        await SendTracedAsync(service);

        await using var prometheus = new PrometheusProcess(service.Client.BaseAddress!);

        await Eventually.HoldsAsync(
            async () =>
                (await prometheus.AskAsync("query", "up == 1 and scrape_samples_scraped > 20"))?["result"] is JsonArray { Count: 1 },
            "Prometheus has scraped the service",
            TimeSpan.FromSeconds(30));
        await Eventually.HoldsAsync(
            async () => $"{await prometheus.AskAsync("query_exemplars", Durations)}".Contains(Trace, StringComparison.Ordinal),
            "Prometheus has the exemplar",
            TimeSpan.FromSeconds(30));
    }

    [FactWithTool("promtool")]
    public async Task The_page_has_nothing_that_promtool_complains_of()
    {
        await using var service = await RunningService.StartWithFaultsAsync();
        await SendTracedAsync(service);
        await service.GetAsync("/a \"quoted\"\n\\path");

        Assert.Equal("", await CheckAsync(string.Join('\n', await service.MetricsAsync())));
    }

    private static async Task SendTracedAsync(RunningService service)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/version");
        request.Headers.TryAddWithoutValidation("traceparent", $"00-{Trace}-b7ad6b7169203331-01");
        await service.Client.SendAsync(request);
    }

    // What promtool says; nothing when it is content.
    private static async Task<string> CheckAsync(string page)
    {
        using var promtool = Process.Start(new ProcessStartInfo(TestTools.Find("promtool")!, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        var said = await Task.WhenAll(promtool.StandardOutput.ReadToEndAsync(), promtool.StandardError.ReadToEndAsync());
        await promtool.WaitForExitAsync();
        return string.Concat(said);
    }
}
