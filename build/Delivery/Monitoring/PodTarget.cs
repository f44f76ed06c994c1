namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>A pod as Prometheus' discovery sees it.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Name">Its name.</param>
/// <param name="Labels">Its labels.</param>
/// <param name="Phase"><c>Pending</c>, <c>Running</c>, <c>Succeeded</c>, <c>Failed</c> or <c>Unknown</c>.</param>
/// <param name="IsReady">Whether it gets traffic. Pods that aren't ready are scraped as well.</param>
/// <param name="Ports">Its ports.</param>
public sealed record PodTarget(
    string Namespace,
    string Name,
    IReadOnlyDictionary<string, string> Labels,
    string Phase,
    bool IsReady,
    IReadOnlyList<PodPort> Ports);
