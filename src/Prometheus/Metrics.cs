namespace Prometheus;

/// <summary>Where metrics are made: in the process-wide registry, or in one of the caller's own.</summary>
public static class Metrics
{
    /// <summary>The registry that the static methods of this class register in. It has the series of <see cref="DotNetStats"/>.</summary>
    public static CollectorRegistry DefaultRegistry { get; } = WithRuntimeSeries();

    /// <summary>Makes metrics in <see cref="DefaultRegistry"/>.</summary>
    public static MetricFactory DefaultFactory { get; } = WithCustomRegistry(DefaultRegistry);

    /// <summary>An empty registry: one per test, or per set of metrics with a page of its own.</summary>
    public static CollectorRegistry NewCustomRegistry() => new(TimeProvider.System);

    /// <summary>Makes metrics in the given registry.</summary>
    public static MetricFactory WithCustomRegistry(CollectorRegistry registry) => new(registry);

    /// <inheritdoc cref="MetricFactory.CreateCounter(string, string, string[], CounterConfiguration?)"/>
    public static Counter CreateCounter(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateCounter(name, help, labelNames);

    /// <inheritdoc cref="MetricFactory.CreateGauge(string, string, string[], GaugeConfiguration?)"/>
    public static Gauge CreateGauge(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateGauge(name, help, labelNames);

    /// <inheritdoc cref="MetricFactory.CreateHistogram(string, string, string[], HistogramConfiguration?)"/>
    public static Histogram CreateHistogram(string name, string help, params string[] labelNames) =>
        DefaultFactory.CreateHistogram(name, help, labelNames);

    private static CollectorRegistry WithRuntimeSeries()
    {
        var registry = NewCustomRegistry();
        DotNetStats.Register(registry);
        return registry;
    }
}
