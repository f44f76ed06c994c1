namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>
/// An HTTP probe with the defaults of Kubernetes. Unlike there, seconds may have a fraction: drills run with a time scale.
/// </summary>
/// <param name="Path">The path to ask for; a status from 200 to 399 is a success.</param>
/// <param name="PeriodSeconds">The time between two probes.</param>
/// <param name="TimeoutSeconds">How long an answer may take.</param>
/// <param name="SuccessThreshold">How many successes in a row make it succeed.</param>
/// <param name="FailureThreshold">How many failures in a row make it fail.</param>
public sealed record AgentProbe(
    string Path, double PeriodSeconds = 10, double TimeoutSeconds = 1, int SuccessThreshold = 1, int FailureThreshold = 3);
