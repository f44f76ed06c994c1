using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Whom Alertmanager tells of our alerts.</summary>
/// <param name="Address">The address of a webhook, an e-mail address, or a channel of Slack with its <c>#</c>.</param>
public sealed record AlertReceiver(string Address)
{
    /// <summary>The Secret with the address that Slack gives an incoming webhook, and its only key.</summary>
    public const string SlackSecret = "alertmanager-slack";

    /// <summary>The key of the Secret.</summary>
    public const string SlackKey = "url";

    /// <summary>The mail server, <c>host:port</c>; for e-mail alone.</summary>
    public string? Smarthost { get; init; }

    /// <summary>Who e-mails are from.</summary>
    public string? From { get; init; }

    /// <summary>Whether it is a channel of Slack.</summary>
    public bool IsSlack => Address.StartsWith('#');

    /// <summary>Whether it is an e-mail address.</summary>
    public bool IsMail => !IsSlack && !Address.Contains("://", StringComparison.Ordinal);

    /// <summary>What stands in Alertmanager's configuration beside the receiver's name.</summary>
    internal KeyValuePair<string, JsonNode?> Configuration => this switch
    {
        { IsSlack: true } => new("slack_configs", new JsonArray(new JsonObject
        {
            ["api_url_file"] = $"/etc/alertmanager/secrets/{SlackSecret}/{SlackKey}",
            ["channel"] = Address,
            ["send_resolved"] = true,
        })),
        { IsMail: true } => new("email_configs", new JsonArray(new JsonObject
        {
            ["to"] = Address,
            ["from"] = From,
            ["smarthost"] = Smarthost,
            ["send_resolved"] = true,
        })),
        _ => new("webhook_configs", new JsonArray(new JsonObject { ["url"] = Address, ["send_resolved"] = true })),
    };
}
