namespace GitOpsDemo.LabContract;

/// <summary>What the agent sees: the answer of <c>GET /endpoints</c>.</summary>
/// <param name="ObservedGeneration">The <see cref="AgentState.Generation"/> that it follows; 0 before the first.</param>
/// <param name="Services">The state of each service's port.</param>
/// <param name="Pods">The state of each pod.</param>
public sealed record AgentReport(long ObservedGeneration, IReadOnlyList<ServiceReport> Services, IReadOnlyList<PodReport> Pods);

/// <summary>Whether a pod serves.</summary>
/// <param name="IsRunning">Whether its process is there.</param>
/// <param name="IsReady">Whether it passes its readiness probe.</param>
/// <param name="Since">Since when <paramref name="IsReady"/> is what it is.</param>
/// <param name="Reason">What the last probe showed.</param>
/// <param name="ActiveRequests">How many requests through its services it is answering right now.</param>
/// <param name="Restarts">How often its process was replaced under its name.</param>
public sealed record PodReport(
    string Namespace,
    string Name,
    bool IsRunning,
    bool IsReady,
    DateTimeOffset Since,
    string Reason,
    int ActiveRequests,
    int Restarts);

/// <summary>Whether a service's port is open.</summary>
/// <param name="Port">Its port on 127.0.0.1.</param>
/// <param name="Error">Why the port could not be opened; null when it is open. The agent keeps trying.</param>
public sealed record ServiceReport(string Namespace, string Name, int Port, string? Error = null);
