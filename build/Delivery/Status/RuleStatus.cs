namespace GitOpsDemo.Delivery.Status;

/// <summary>What Prometheus says of the alert rules of <c>monitoring/alerts.yaml</c>.</summary>
/// <param name="Expected">How many there should be.</param>
/// <param name="Healthy">How many are loaded and evaluated without an error.</param>
/// <param name="Pending">The alerts whose <c>for</c> runs.</param>
/// <param name="Firing">The alerts that fire.</param>
/// <param name="OthersFiring">How many alerts of others fire.</param>
public sealed record RuleStatus(int Expected, int Healthy, IReadOnlyList<string> Pending, IReadOnlyList<string> Firing, int OthersFiring)
{
    /// <summary>How the rules are, in a few words.</summary>
    public string Health => $"{Healthy} of {Expected} loaded and healthy";

    /// <summary>Which alerts are active, in a few words.</summary>
    public string Alerts => string.Join("; ", new[]
    {
        Firing.Count == 0 ? "none firing" : $"FIRING {string.Join(", ", Firing)}",
        Pending.Count == 0 ? "" : $"pending {string.Join(", ", Pending)}",
        OthersFiring == 0 ? "" : $"{OthersFiring} of others firing",
    }.Where(part => part.Length > 0));
}
