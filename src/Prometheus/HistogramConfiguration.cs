namespace Prometheus;

/// <summary>Configures a <see cref="Histogram"/>.</summary>
public sealed class HistogramConfiguration : MetricConfiguration
{
    /// <summary>The buckets' inclusive upper bounds, rising; +Inf is added where it is missing. Null: 5 ms to 10 s, in seconds.</summary>
    public double[]? Buckets { get; set; }

    /// <summary>Where exemplars come from; from the running activity when null.</summary>
    public ExemplarBehavior? ExemplarBehavior { get; set; }
}
