namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// The lab's <c>alertmanager.yml</c>: grouping and waits of the chart's default configuration, and like there a single receiver that
/// sends nothing (https://prometheus.io/docs/alerting/latest/configuration/).
/// </summary>
public static class AlertmanagerConfiguration
{
    /// <summary>The receiver's name.</summary>
    public const string Receiver = "null";

    /// <summary>The file's text.</summary>
    public static string ToYaml() => YamlText.Write(new Dictionary<string, object>
    {
        ["global"] = new Dictionary<string, object> { ["resolve_timeout"] = "5m" },
        ["route"] = new Dictionary<string, object>
        {
            ["receiver"] = Receiver,
            ["group_by"] = new[] { "namespace" },
            ["group_wait"] = "30s",
            ["group_interval"] = "5m",
            ["repeat_interval"] = "12h",
        },
        ["receivers"] = new[] { new Dictionary<string, object> { ["name"] = Receiver } },
    });
}
