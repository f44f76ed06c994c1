namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>What a service's settings file says of the policy.</summary>
public sealed record PolicySettings
{
    /// <summary>Alert rules, by <see cref="ReasonOff"/>: a service without any says why.</summary>
    public const string Alerts = "alerts";

    /// <summary>Dashboards, likewise.</summary>
    public const string Dashboards = "dashboards";

    /// <summary>That a request is found in the log, likewise.</summary>
    public const string LogLine = "log-line";

    /// <summary>Tests of the service, likewise.</summary>
    public const string Tests = "tests";

    /// <summary>
    /// The requirements that can be turned off. The others are what the build finds the service by, and what the API or the operator would
    /// refuse.
    /// </summary>
    public static readonly IReadOnlyList<string> Ids =
    [
        "alert-annotation", "alert-name", "alert-runbook", "alert-severity", Alerts, "autoscaler-target", "cpu-request", Dashboards,
        "disruption-budget", "grace-period", "image-tag", "ingress-backend", "ingress-exposure", "liveness-probe", LogLine, "memory-limit",
        "memory-request", "min-ready", "monitor-endpoints", "monitor-port", "monitor-release-label", "monitor-selector",
        "named-ports", "network-policy", "no-capabilities", "no-faults-in-production", "no-host-namespaces", "no-host-port",
        "no-privilege-escalation", "no-service-account-token", "pre-stop", "read-only-root", "readiness-is-not-liveness",
        "readiness-probe", "replicas", "revision-history", "rolling-update", "rule-release-label", "run-as-non-root", "run-as-user",
        "seccomp", "service", "service-not-monitored", "service-port-name", "service-selector", "startup-probe", Tests, "volume-type",
    ];

    /// <summary>The requirements that are turned off, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Off { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// The value of the label <c>release</c> by which Prometheus chooses its objects; as the chart installs it, <c>prometheus</c>.
    /// </summary>
    public string MonitoringRelease { get; init; } = "prometheus";

    public IReadOnlyList<string> Severities { get; init; } = ["critical", "warning", "info"];

    /// <summary>Why a requirement is turned off; null when it is not.</summary>
    public string? ReasonOff(string id) => Off.GetValueOrDefault(id);
}
