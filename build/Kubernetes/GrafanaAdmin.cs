using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>Makes the Secret with Grafana's administrator, once: Grafana reads it only when its database is new.</summary>
/// <param name="kubectl">Creates it.</param>
/// <param name="settings">Know who is set for Grafana.</param>
/// <param name="password">The password that was asked for; null for a random one.</param>
public sealed class GrafanaAdmin(IKubectl kubectl, ClusterSettings settings, string? password, IDeliveryLog log)
{
    /// <summary>The Secret, as in monitoring/prometheus-values.yaml.</summary>
    public const string SecretName = "grafana-admin";

    private const string User = "admin";
    private const string PasswordKey = "admin-password";
    private const int GeneratedLength = 32;
    private const string Alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789";

    /// <summary>
    /// The login for Grafana: the one that is set for it, or else its administrator's, with the password that was asked for or that of the
    /// Secret.
    /// </summary>
    /// <exception cref="DeliveryException">There is no password.</exception>
    public async Task<ServerAccess> AccessAsync(CancellationToken cancellationToken)
    {
        var access = settings.AccessOf(ServiceApi.Grafana);
        if (access.HasLogin)
        {
            return access;
        }

        if (password is not null)
        {
            return access.WithLogin(User, password);
        }

        var found = await kubectl.GetAsync(new("secrets", ClusterSettings.MonitoringNamespace) { Name = SecretName }, cancellationToken);
        return found is [var secret] && secret.Text("data", PasswordKey) is { } encoded
            ? access.WithLogin(User, Encoding.UTF8.GetString(Convert.FromBase64String(encoded)))
            : !access.IsEmpty ? access
            : throw new DeliveryException(
                "Grafana can't be asked",
                $"its password is unknown: there is no Secret {ClusterSettings.MonitoringNamespace}/{SecretName}",
                "set GRAFANA_ADMIN_PASSWORD, or GRAFANA_TOKEN to the token of a service account");
    }

    /// <summary>Makes sure that the Secret exists.</summary>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        var ns = ClusterSettings.MonitoringNamespace;
        if (await kubectl.ExistsAsync("secret", SecretName, ns, cancellationToken))
        {
            return;
        }

        var secret = new JsonObject
        {
            ["apiVersion"] = "v1",
            ["kind"] = "Secret",
            ["metadata"] = new JsonObject { ["name"] = SecretName, ["namespace"] = ns },
            ["stringData"] = new JsonObject
            {
                ["admin-user"] = User,
                [PasswordKey] = password ?? RandomNumberGenerator.GetString(Alphabet, GeneratedLength),
            },
        };
        await kubectl.CreateAsync(secret.ToJsonString(), cancellationToken);
        log.Information(password is null
            ? $"Grafana's administrator got a random password; the Secret {ns}/{SecretName} has it"
            : $"Grafana's administrator got the password of GRAFANA_ADMIN_PASSWORD; the Secret {ns}/{SecretName} has it");
    }
}
