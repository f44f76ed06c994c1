namespace GitOpsDemo.Delivery.Programs;

/// <summary>
/// The environment variables that hold secrets of the build. No program inherits them: one that needs a secret is given it in its
/// <see cref="Command.Environment"/>, on its standard input or in a file of mode 0600.
/// </summary>
public static class SecretVariables
{
    /// <summary>The token by which git pushes over https.</summary>
    public const string GitOpsToken = "GITOPS_TOKEN";

    /// <summary>The token with which the source's forge is given the status of a commit.</summary>
    public const string SourceToken = "SOURCE_TOKEN";

    public const string RegistryUser = "REGISTRY_USERNAME";

    /// <summary>The password of the registry's user, or a token.</summary>
    public const string RegistryPassword = "REGISTRY_PASSWORD";

    public const string GrafanaPassword = "GRAFANA_ADMIN_PASSWORD";

    /// <summary>What Argo CD and a forge sign their webhook with.</summary>
    public const string WebhookSecret = "ARGOCD_WEBHOOK_SECRET";

    /// <summary>The address of Slack's webhook, which is a secret.</summary>
    public const string SlackAddress = "ALERT_SLACK_URL";

    /// <summary>The password of cosign's private key.</summary>
    public const string CosignPassword = "COSIGN_PASSWORD";

    /// <summary>How the variables begin whose names the settings file chooses: addresses and passwords of notifications.</summary>
    public const string NotificationPrefix = "NOTIFY_";

    public static readonly IReadOnlyList<string> Names =
    [
        GitOpsToken, SourceToken, RegistryUser, RegistryPassword, GrafanaPassword, WebhookSecret, SlackAddress, CosignPassword,
        .. from server in Enum.GetNames<ServiceApi>()
           from part in (string[])["TOKEN", "USERNAME", "PASSWORD", "HEADERS"]
           select Of(server, part),
    ];

    /// <summary>The variable of a server that wants to know who asks, such as <c>PROMETHEUS_TOKEN</c> or <c>ARGOCD_TOKEN</c>.</summary>
    public static string Of(string server, string part) => $"{server.Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant()}_{part}";

    /// <summary>The value of one in the environment of this program; null when it is not set or empty.</summary>
    public static string? ValueOf(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    /// <summary>Takes them out of what a program inherits.</summary>
    public static void RemoveFrom(IDictionary<string, string?> inherited)
    {
        var ofNotifications = inherited.Keys.Where(name => name.StartsWith(NotificationPrefix, StringComparison.Ordinal)).ToList();
        foreach (var name in Names.Concat(ofNotifications))
        {
            inherited.Remove(name);
        }
    }
}
