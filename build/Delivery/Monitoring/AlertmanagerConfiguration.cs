using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// The lab's <c>alertmanager.yml</c>: grouping and waits of the chart's default configuration, and the routes of
/// monitoring/prometheus-values.yaml, whose receivers send nothing until they have an address
/// (https://prometheus.io/docs/alerting/latest/configuration/).
/// </summary>
public sealed record AlertmanagerConfiguration
{
    /// <summary>The receiver of our alerts.</summary>
    public const string Receiver = "gitops-demo";

    /// <summary>The receiver of everybody else's.</summary>
    private const string Nobody = "null";

    /// <summary>A regular expression (RE2) that the namespaces of our alerts match; any by default.</summary>
    public string Namespaces { get; init; } = ".*";

    /// <summary>When an alert that Prometheus no longer sends counts as resolved.</summary>
    public TimeSpan ResolveTimeout { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the first alert of a group waits for others.</summary>
    public TimeSpan GroupWait { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The time between two messages about a group that changes.</summary>
    public TimeSpan GroupInterval { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>The time between two messages about a group that does not.</summary>
    public TimeSpan RepeatInterval { get; init; } = TimeSpan.FromHours(12);

    /// <summary>Where messages about our alerts go, as JSON; nowhere when null.</summary>
    public Uri? Webhook { get; init; }

    /// <summary>The file's text.</summary>
    public string ToYaml() => YamlWriter.Write(new Dictionary<string, object>
    {
        ["global"] = new Dictionary<string, object> { ["resolve_timeout"] = PrometheusDuration.Format(ResolveTimeout) },
        ["route"] = new Dictionary<string, object>
        {
            ["receiver"] = Nobody,
            ["group_by"] = new[] { "namespace", "alertname" },
            ["group_wait"] = PrometheusDuration.Format(GroupWait),
            ["group_interval"] = PrometheusDuration.Format(GroupInterval),
            ["repeat_interval"] = PrometheusDuration.Format(RepeatInterval),
            ["routes"] = new[]
            {
                new Dictionary<string, object> { ["receiver"] = Receiver, ["matchers"] = new[] { $"namespace =~ \"{Namespaces}\"" } },
            },
        },
        ["receivers"] = new[] { new Dictionary<string, object> { ["name"] = Nobody }, OurReceiver() },
    });

    private Dictionary<string, object> OurReceiver()
    {
        var receiver = new Dictionary<string, object> { ["name"] = Receiver };
        if (Webhook is { } address)
        {
            receiver["webhook_configs"] =
                new[] { new Dictionary<string, object> { ["url"] = address.ToString(), ["send_resolved"] = true } };
        }

        return receiver;
    }
}
