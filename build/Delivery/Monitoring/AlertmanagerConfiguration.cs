namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// The lab's <c>alertmanager.yml</c>: grouping and waits of the chart's default configuration, and the routes of
/// monitoring/prometheus-values.yaml, whose receivers send nothing until they are told where to
/// (https://prometheus.io/docs/alerting/latest/configuration/).
/// </summary>
public static class AlertmanagerConfiguration
{
    /// <summary>The receiver of our alerts.</summary>
    public const string Receiver = "gitops-demo";

    /// <summary>The receiver of everybody else's.</summary>
    private const string Nobody = "null";

    /// <summary>The file's text.</summary>
    public static string ToYaml() => YamlText.Write(new Dictionary<string, object>
    {
        ["global"] = new Dictionary<string, object> { ["resolve_timeout"] = "5m" },
        ["route"] = new Dictionary<string, object>
        {
            ["receiver"] = Nobody,
            ["group_by"] = new[] { "namespace", "alertname" },
            ["group_wait"] = "30s",
            ["group_interval"] = "5m",
            ["repeat_interval"] = "12h",
            ["routes"] = new[]
            {
                new Dictionary<string, object> { ["receiver"] = Receiver, ["matchers"] = new[] { "namespace =~ \"gitops-demo-.*\"" } },
            },
        },
        ["receivers"] = new[]
        {
            new Dictionary<string, object> { ["name"] = Nobody },
            new Dictionary<string, object> { ["name"] = Receiver },
        },
    });
}
