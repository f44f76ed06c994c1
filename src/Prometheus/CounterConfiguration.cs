namespace Prometheus;

/// <summary>Configures a <see cref="Counter"/>.</summary>
public sealed class CounterConfiguration : MetricConfiguration
{
    /// <summary>Where exemplars come from; from the running activity when null.</summary>
    public ExemplarBehavior? ExemplarBehavior { get; set; }
}
