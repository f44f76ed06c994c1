namespace Prometheus;

/// <summary>The formats that a registry can be written in.</summary>
public enum ExpositionFormat
{
    /// <summary>The text format 0.0.4 (prometheus.io/docs/instrumenting/exposition_formats).</summary>
    PrometheusText,

    /// <summary>OpenMetrics 1.0 (github.com/prometheus/OpenMetrics), the one that carries exemplars.</summary>
    OpenMetricsText,
}
