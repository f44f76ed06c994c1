namespace Prometheus;

/// <summary>Configures a <see cref="Gauge"/>.</summary>
public sealed class GaugeConfiguration : MetricConfiguration;
