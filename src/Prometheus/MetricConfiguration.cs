namespace Prometheus;

/// <summary>What all kinds of metric can be configured with.</summary>
public abstract class MetricConfiguration
{
    /// <summary>The names of the metric's labels; none when null.</summary>
    public string[]? LabelNames { get; set; }

    /// <summary>Whether a series stays off the page until it has been given its first value.</summary>
    public bool SuppressInitialValue { get; set; }
}
