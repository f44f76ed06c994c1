namespace Prometheus;

/// <summary>Configures a <see cref="Counter"/>.</summary>
public sealed class CounterConfiguration : MetricConfiguration;
