namespace GitOpsDemo.Delivery.Processes;

/// <summary>
/// The environment variables that hold secrets of the build. No program inherits them: one that needs a secret is given it in its
/// <see cref="Command.Environment"/>, on its standard input or in a file of mode 0600.
/// </summary>
public static class SecretVariables
{
    /// <summary>Their names.</summary>
    public static readonly IReadOnlyList<string> Names =
        ["GITOPS_TOKEN", "REGISTRY_USERNAME", "REGISTRY_PASSWORD", "GRAFANA_ADMIN_PASSWORD", "ARGOCD_WEBHOOK_SECRET", "ALERT_SLACK_URL", "COSIGN_PASSWORD"];

    /// <summary>Takes them out of what a program inherits.</summary>
    internal static void RemoveFrom(IDictionary<string, string?> inherited)
    {
        foreach (var name in Names)
        {
            inherited.Remove(name);
        }
    }
}
