namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>An HTTP readiness probe with the defaults of Kubernetes. Unlike there, seconds may have a fraction: drills run with a time scale.</summary>
/// <param name="Path">The path to ask for; a status from 200 to 399 is a success.</param>
public sealed record ReadinessProbe(string Path)
{
    /// <summary>The time between two probes.</summary>
    public double PeriodSeconds { get; init; } = 10;

    /// <summary>How long an answer may take.</summary>
    public double TimeoutSeconds { get; init; } = 1;

    /// <summary>How many successes in a row make a pod ready.</summary>
    public int SuccessThreshold { get; init; } = 1;

    /// <summary>How many failures in a row make it not ready.</summary>
    public int FailureThreshold { get; init; } = 3;
}
