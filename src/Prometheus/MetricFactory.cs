namespace Prometheus;

/// <summary>Makes metrics in one registry. Asked twice for the same metric, it answers the same instance.</summary>
public sealed class MetricFactory
{
    private readonly CollectorRegistry _registry;

    internal MetricFactory(CollectorRegistry registry)
    {
        ArgumentNullException.ThrowIfNull(registry);
        _registry = registry;
    }

    /// <inheritdoc cref="CreateCounter(string, string, string[], CounterConfiguration?)"/>
    public Counter CreateCounter(string name, string help, CounterConfiguration? configuration = null) =>
        CreateCounter(name, help, configuration?.LabelNames ?? [], configuration);

    /// <inheritdoc cref="CreateCounter(string, string, string[], CounterConfiguration?)"/>
    public Counter CreateCounter(string name, string help, params string[] labelNames) =>
        CreateCounter(name, help, labelNames, configuration: null);

    /// <summary>A counter only grows, and starts at zero with the process.</summary>
    /// <exception cref="ArgumentException">The name or a label name is not valid.</exception>
    /// <exception cref="InvalidOperationException">The name is taken by another kind of metric or other labels.</exception>
    public Counter CreateCounter(string name, string help, string[] labelNames, CounterConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, labelNames, () => new Counter(_registry, name, help, labelNames, configuration ?? new()));

    /// <inheritdoc cref="CreateGauge(string, string, string[], GaugeConfiguration?)"/>
    public Gauge CreateGauge(string name, string help, GaugeConfiguration? configuration = null) =>
        CreateGauge(name, help, configuration?.LabelNames ?? [], configuration);

    /// <inheritdoc cref="CreateGauge(string, string, string[], GaugeConfiguration?)"/>
    public Gauge CreateGauge(string name, string help, params string[] labelNames) =>
        CreateGauge(name, help, labelNames, configuration: null);

    /// <summary>A gauge goes up and down.</summary>
    /// <inheritdoc cref="CreateCounter(string, string, string[], CounterConfiguration?)" path="/exception"/>
    public Gauge CreateGauge(string name, string help, string[] labelNames, GaugeConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, labelNames, () => new Gauge(_registry, name, help, labelNames, configuration ?? new()));

    /// <inheritdoc cref="CreateHistogram(string, string, string[], HistogramConfiguration?)"/>
    public Histogram CreateHistogram(string name, string help, HistogramConfiguration? configuration = null) =>
        CreateHistogram(name, help, configuration?.LabelNames ?? [], configuration);

    /// <inheritdoc cref="CreateHistogram(string, string, string[], HistogramConfiguration?)"/>
    public Histogram CreateHistogram(string name, string help, params string[] labelNames) =>
        CreateHistogram(name, help, labelNames, configuration: null);

    /// <summary>A histogram counts observations in buckets and adds them up.</summary>
    /// <inheritdoc cref="CreateCounter(string, string, string[], CounterConfiguration?)" path="/exception"/>
    public Histogram CreateHistogram(string name, string help, string[] labelNames, HistogramConfiguration? configuration = null) =>
        _registry.GetOrAdd(name, labelNames, () => new Histogram(_registry, name, help, labelNames, configuration ?? new()));
}
