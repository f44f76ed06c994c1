using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes;

/// <summary>What is asked for of a cluster.</summary>
/// <param name="Context">The context of the kubeconfig; null when only addresses of servers are given.</param>
public sealed record ClusterSettings(string? Context)
{
    public const string MonitoringNamespace = "monitoring";

    public const string ArgoCdNamespace = "argocd";

    /// <summary>What named the context, or else an address; null where nothing did.</summary>
    public PlaceSource? Source { get; init; }

    /// <summary>The addresses of servers that are reached without the cluster; each ends with a slash.</summary>
    public IReadOnlyDictionary<ServiceApi, Uri> Addresses { get; init; } = new Dictionary<ServiceApi, Uri>();

    /// <summary>The certificates of servers.</summary>
    public IReadOnlyDictionary<ServiceApi, ServerTls> Tls { get; init; } = new Dictionary<ServiceApi, ServerTls>();

    /// <summary>The login and certificates for a server, from the environment and the settings file.</summary>
    /// <exception cref="DeliveryException">What is set can't be used.</exception>
    public ServerAccess AccessOf(ServiceApi api) => ServerAccess.Of(api.ToString(), Tls.GetValueOrDefault(api));

    /// <summary>Where charts come from: a folder of archives, or the address of a mirror; null for the catalogue's own places.</summary>
    public string? ChartsFrom { get; init; }

    /// <summary>Whether the monitoring is somebody else's in any case: nothing of it is installed or upgraded.</summary>
    public bool UsesExistingMonitoring { get; init; }

    /// <summary>The class of the ingresses; null for the cluster's default one.</summary>
    public string? IngressClass { get; init; }

    /// <summary>The domain under which the ingresses answer.</summary>
    public required string Domain { get; init; }

    /// <summary>Whom Alertmanager notifies of our alerts; nobody when null.</summary>
    public AlertReceiver? AlertReceiver { get; init; }

    /// <summary>How the control plane runs.</summary>
    public ClusterKind Kind { get; init; }

    /// <summary>The upper bound of each wait; null for the step's own.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What leads a run away from the lab.</summary>
/// <param name="Name">An option, or a key of the settings file.</param>
/// <param name="IsTyped">Whether it stands on the command line.</param>
public sealed record PlaceSource(string Name, bool IsTyped)
{
    /// <summary>What to do for the lab.</summary>
    public string WayToLab => IsTyped ? $"leave out {Name}" : "give --kube-context=none";
}

/// <summary>Whom Alertmanager notifies of our alerts.</summary>
/// <param name="Address">The address of a webhook, an e-mail address, or a channel of Slack with its <c>#</c>.</param>
public sealed record AlertReceiver(string Address)
{
    /// <summary>The Secret with the address that Slack gives an incoming webhook, and its only key.</summary>
    public const string SlackSecret = "alertmanager-slack";

    /// <summary>The key of the Secret.</summary>
    public const string SlackKey = "url";

    /// <summary>The mail server, <c>host:port</c>; for e-mail alone.</summary>
    public string? Smarthost { get; init; }

    /// <summary>The sender of e-mails.</summary>
    public string? From { get; init; }

    /// <summary>Whether it is a channel of Slack.</summary>
    public bool IsSlack => Address.StartsWith('#');

    /// <summary>Whether it is an e-mail address.</summary>
    public bool IsMail => !IsSlack && !Address.Contains("://", StringComparison.Ordinal);

    /// <summary>What Alertmanager's configuration has next to the receiver's name.</summary>
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

/// <summary>Where a chart comes from.</summary>
/// <param name="Chart">An OCI reference, the address or path of an archive, or the name of a chart in a repository.</param>
/// <param name="Version">The version; null where <paramref name="Chart"/> is an archive, which has one only.</param>
/// <param name="Repository">The address of the repository that has the name; null when it needs none.</param>
public sealed record ChartSource(string Chart, string? Version, Uri? Repository);

/// <summary>How a cluster runs its control plane, which decides what can be scraped.</summary>
public enum ClusterKind
{
    /// <summary>One process runs all of it.</summary>
    K3s,

    /// <summary>It listens on the node's loopback address alone.</summary>
    Kind,

    /// <summary>It belongs to a provider and is out of reach.</summary>
    Managed,

    /// <summary>It runs as pods that listen on the node's address.</summary>
    SelfManaged,
}
