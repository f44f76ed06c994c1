using System.Text;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

/// <summary>Reads a registry's page as text.</summary>
internal static class Scrape
{
    public static async Task<string> TextAsync(CollectorRegistry registry, ExpositionFormat format = ExpositionFormat.PrometheusText)
    {
        using var page = new MemoryStream();
        await registry.CollectAndExportAsTextAsync(page, format);
        return Encoding.UTF8.GetString(page.ToArray());
    }

    public static Task<string> OpenMetricsAsync(CollectorRegistry registry) => TextAsync(registry, ExpositionFormat.OpenMetricsText);
}
