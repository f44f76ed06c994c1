namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>What webhooks are signed with. Its text form does not show it.</summary>
/// <param name="value">The secret; null when webhooks are not signed.</param>
public sealed class WebhookSecret(string? value)
{
    /// <summary>The secret; null when webhooks are not signed.</summary>
    public string? Value { get; } = value;
}
