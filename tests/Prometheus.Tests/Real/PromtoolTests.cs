using System.Diagnostics;
using GitOpsDemo.Testing;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests.Real;

[Trait(Traits.Category, Traits.Integration)]
public sealed class PromtoolTests
{
    [FactWithTool("promtool")]
    public async Task Our_pages_have_nothing_that_promtool_complains_of()
    {
        var registry = Metrics.NewCustomRegistry();
        var metrics = Metrics.WithCustomRegistry(registry);
        metrics.CreateCounter("http_requests_total", "Requests answered.", "path").WithLabels("a \"quoted\"\n\\path").Inc();
        metrics.CreateGauge("queue_length", "Waiting: 100 % of it.").Set(0.1);
        metrics.CreateHistogram("duration_seconds", "Durations.", "method").WithLabels("GET").Observe(0.3);

        Assert.Equal("", await CheckAsync(await Scrape.TextAsync(registry)));
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
