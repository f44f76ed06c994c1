using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Brings the address of Slack's incoming webhook, which is a secret, to where Alertmanager reads it.</summary>
/// <param name="kubectl">Applies it.</param>
/// <param name="settings">What is asked for.</param>
/// <param name="address">The address; null when none was given.</param>
public sealed class SlackSecret(IKubectl kubectl, ClusterSettings settings, string? address)
{
    /// <summary>Makes sure of the Secret where alerts go to Slack.</summary>
    /// <exception cref="DeliveryException">There is none, and no address to make one with.</exception>
    public async Task EnsureAsync(CancellationToken cancellationToken)
    {
        if (settings.AlertReceiver is not { IsSlack: true } receiver)
        {
            return;
        }

        var ns = ClusterSettings.MonitoringNamespace;
        if (address is not null)
        {
            var secret = new JsonObject
            {
                ["apiVersion"] = "v1",
                ["kind"] = "Secret",
                ["metadata"] = new JsonObject { ["name"] = AlertReceiver.SlackSecret, ["namespace"] = ns },
                ["stringData"] = new JsonObject { [AlertReceiver.SlackKey] = address },
            };
            await kubectl.ApplyAsync(secret.ToJsonString(), cancellationToken);
        }
        else if (!await kubectl.ExistsAsync("secret", AlertReceiver.SlackSecret, ns, cancellationToken))
        {
            throw new DeliveryException(
                $"alerts can't go to {receiver.Address}",
                $"there is no Secret {ns}/{AlertReceiver.SlackSecret} with the address of Slack's incoming webhook",
                "set ALERT_SLACK_URL");
        }
    }
}
