namespace Prometheus;

/// <summary>Series of the process and the .NET runtime. They are read when a scrape asks; nothing runs or listens in between.</summary>
public static class DotNetStats
{
    /// <summary>Adds the series to a registry.</summary>
    public static void Register(CollectorRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        var metrics = Metrics.WithCustomRegistry(registry);
        registry.AddBeforeCollectCallback(new ProcessSeries(metrics).Read);
        registry.AddBeforeCollectCallback(new RuntimeSeries(metrics).Read);
    }
}
