namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Grafana's administrator. Its text form does not show the password.</summary>
/// <param name="user">The name.</param>
/// <param name="password">The password.</param>
public sealed class GrafanaCredentials(string user, string password)
{
    /// <summary>The name.</summary>
    public string User { get; } = user;

    /// <summary>The password.</summary>
    public string Password { get; } = password;
}
