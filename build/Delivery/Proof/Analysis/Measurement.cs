using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Proof.Analysis;

/// <summary>From when to when something was measured.</summary>
internal readonly record struct Window(DateTimeOffset From, DateTimeOffset To)
{
    public TimeSpan Length => To - From;
}

/// <summary>What the replicas of one version did in a time.</summary>
internal sealed record Measurement
{
    /// <summary>The requests of each route, and how many of them failed.</summary>
    public IReadOnlyDictionary<string, RequestCount> Requests { get; init; } = new Dictionary<string, RequestCount>();

    /// <summary>How long those of each route took, while the replicas were warm.</summary>
    public IReadOnlyDictionary<string, LatencyBuckets> Latency { get; init; } = new Dictionary<string, LatencyBuckets>();

    /// <summary>The memory of a replica, in bytes.</summary>
    public IReadOnlyList<Sample> Memory { get; init; } = [];

    /// <summary>The processor time that the replicas have used while they were warm.</summary>
    public ProcessorTime Cpu { get; init; } = new([], 0);

    /// <summary>How often containers were started again; null where nobody counts.</summary>
    public double? Restarts { get; init; }

    /// <summary>How many lines at error level were written; null where they were not counted.</summary>
    public long? ErrorLines { get; init; }

    public long Total => Requests.Values.Sum(route => route.Total);

    public long Failed => Requests.Values.Sum(route => route.Failed);
}

/// <summary>The processor time that replicas have used, and for what.</summary>
/// <param name="Used">Of all of them together, in seconds.</param>
/// <param name="RequestsPerSecond">What they answered in the same time.</param>
internal readonly record struct ProcessorTime(IReadOnlyList<Sample> Used, double RequestsPerSecond);

/// <summary>How many requests there were, and how many were answered with a 5xx.</summary>
internal readonly record struct RequestCount(long Total, long Failed);
