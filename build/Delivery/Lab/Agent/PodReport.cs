namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>Whether a pod serves.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="IsRunning">Whether its process is there.</param>
/// <param name="IsReady">Whether it passes its readiness probe.</param>
/// <param name="IsTerminating">Whether the agent has taken it out of its services.</param>
/// <param name="Since">Since when <paramref name="IsReady"/> is what it is.</param>
/// <param name="Reason">What the last probe showed.</param>
/// <param name="ActiveRequests">How many requests through its services it is answering right now.</param>
/// <param name="Restarts">How often its process was replaced under its name.</param>
public sealed record PodReport(
    string Namespace,
    string Name,
    bool IsRunning,
    bool IsReady,
    bool IsTerminating,
    DateTimeOffset Since,
    string Reason,
    int ActiveRequests,
    int Restarts);
