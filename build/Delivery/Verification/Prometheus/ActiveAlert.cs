namespace GitOpsDemo.Delivery.Verification.Prometheus;

/// <summary>An alert whose expression holds.</summary>
/// <param name="Labels">Its labels, <c>alertname</c> included.</param>
/// <param name="State"><c>pending</c> or <c>firing</c>.</param>
public sealed record ActiveAlert(IReadOnlyDictionary<string, string> Labels, string State);
