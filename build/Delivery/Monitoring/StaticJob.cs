namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>A scrape job of a single known address.</summary>
/// <param name="Name">The job's name, and the value of its label <c>job</c>.</param>
/// <param name="Address">What is scraped, as <c>host:port</c>.</param>
/// <param name="Path">Where its metrics are.</param>
/// <param name="HonorLabels">Whether its samples keep their own labels, as those of kube-state-metrics and the kubelet must.</param>
public sealed record StaticJob(string Name, string Address, string Path = "/metrics", bool HonorLabels = false)
{
    /// <summary>The time between two scrapes, or null for the server's.</summary>
    public TimeSpan? Interval { get; init; }
}
