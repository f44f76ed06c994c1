namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A probe of a container.</summary>
/// <param name="HttpGet">The request that it makes, or null when it is of another type.</param>
/// <param name="Period">The time between two probes; 10 s when not said.</param>
/// <param name="Timeout">How long an answer may take; 1 s when not said.</param>
/// <param name="FailureThreshold">How many failures in a row count; 3 when not said.</param>
/// <param name="SuccessThreshold">How many successes in a row count; 1 when not said.</param>
public sealed record Probe(
    HttpGetAction? HttpGet,
    TimeSpan Period,
    TimeSpan Timeout,
    int FailureThreshold,
    int SuccessThreshold)
{
    /// <summary>How long it takes at most until a change for the worse is noticed.</summary>
    public TimeSpan NoticedAfter => Period * FailureThreshold;
}
