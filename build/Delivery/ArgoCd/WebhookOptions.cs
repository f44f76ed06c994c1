using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>Where Argo CD takes webhooks. A class and no record, so that nothing prints the secret by accident.</summary>
/// <param name="server">The address of argocd-server.</param>
/// <param name="secret">What Argo CD has under <c>webhook.gogs.secret</c>, <c>.github.secret</c> or <c>.gitlab.secret</c>.</param>
/// <param name="forge">What serves the repository; by its address when null.</param>
public sealed class WebhookOptions(Uri server, string? secret, ForgeKind? forge = null)
{
    /// <summary>The address to post to.</summary>
    public Uri Endpoint { get; } = new($"{server.AbsoluteUri.TrimEnd('/')}/api/webhook");

    /// <summary>The secret, if any.</summary>
    public string? Secret { get; } = secret;

    /// <summary>What serves the repository; by its address when null.</summary>
    public ForgeKind? Forge { get; } = forge;
}
