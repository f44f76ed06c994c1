namespace GitOpsDemo.Api.Endpoints;

/// <summary>What a probe is answered with.</summary>
/// <param name="Status"><c>healthy</c>, <c>ready</c> or <c>not ready</c>.</param>
/// <param name="Timestamp">Seconds since the Unix epoch.</param>
/// <param name="Reason">Why it is not ready, absent otherwise.</param>
internal sealed record ProbeAnswer(string Status, long Timestamp, string? Reason = null);
