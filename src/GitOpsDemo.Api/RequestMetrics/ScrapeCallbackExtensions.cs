using Prometheus;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>Reads values when a scrape asks for them.</summary>
internal static class ScrapeCallbackExtensions
{
    /// <summary>
    /// Calls an action before each scrape. The package answers the scrape also when the action fails: <c>scrape_callback_errors</c> is then
    /// 1, and what it should have read is old.
    /// </summary>
    public static void ReadBeforeScrape(this CollectorRegistry registry, string name, Action read)
    {
        var errors = Metrics.WithCustomRegistry(registry)
            .CreateGauge("scrape_callback_errors", "1 when the values of this callback could not be read for this scrape.", "callback")
            .WithLabels(name);
        registry.AddBeforeCollectCallback(() =>
        {
            try
            {
                read();
                errors.Set(0);
            }
            catch
            {
                errors.Set(1);
                throw;
            }
        });
    }
}
