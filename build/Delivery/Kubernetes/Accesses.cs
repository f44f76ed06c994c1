namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>What a user needs to be allowed for each step; asked for before anything is changed.</summary>
internal static class Accesses
{
    private const string Namespace = ClusterSettings.MonitoringNamespace;

    /// <summary>Installing the charts of the monitoring.</summary>
    public static IReadOnlyList<Access> Monitoring { get; } =
    [
        new("create", "namespaces", null),
        new("patch", "customresourcedefinitions.apiextensions.k8s.io", null),
        new("create", "clusterroles.rbac.authorization.k8s.io", null),
        new("create", "secrets", Namespace),
        new("list", "secrets", Namespace),
        new("create", "deployments.apps", Namespace),
        new("create", "statefulsets.apps", Namespace),
        new("create", "daemonsets.apps", Namespace),
        new("list", "pods", Namespace),
        new("list", "jobs.batch", Namespace),
        new("create", "pods", Namespace) { Subresource = "portforward" },
    ];

    /// <summary>Applying alert rules.</summary>
    public static IReadOnlyList<Access> Rules { get; } =
    [
        new("list", "prometheuses.monitoring.coreos.com", null),
        new("patch", "prometheusrules.monitoring.coreos.com", Namespace),
    ];

    /// <summary>Installing Argo CD.</summary>
    public static IReadOnlyList<Access> ArgoCd { get; } =
    [
        new("create", "namespaces", null),
        new("patch", "customresourcedefinitions.apiextensions.k8s.io", null),
        new("create", "clusterroles.rbac.authorization.k8s.io", null),
        new("list", "secrets", ClusterSettings.ArgoCdNamespace),
        new("create", "deployments.apps", ClusterSettings.ArgoCdNamespace),
        new("create", "statefulsets.apps", ClusterSettings.ArgoCdNamespace),
        new("list", "pods", ClusterSettings.ArgoCdNamespace),
        new("list", "jobs.batch", ClusterSettings.ArgoCdNamespace),
    ];

    /// <summary>Giving Argo CD its project, its applications and its secret.</summary>
    public static IReadOnlyList<Access> Applications { get; } =
    [
        new("patch", "secrets", ClusterSettings.ArgoCdNamespace),
        new("patch", "appprojects.argoproj.io", ClusterSettings.ArgoCdNamespace),
        new("patch", "applicationsets.argoproj.io", ClusterSettings.ArgoCdNamespace),
    ];

    /// <summary>Telling Argo CD and reading what it did.</summary>
    public static IReadOnlyList<Access> Delivery { get; } =
    [
        new("get", "applications.argoproj.io", ClusterSettings.ArgoCdNamespace),
        new("patch", "applications.argoproj.io", ClusterSettings.ArgoCdNamespace),
    ];

    /// <summary>Making the causes of alerts happen, in the namespace of an environment.</summary>
    public static IReadOnlyList<Access> Drill(string ns) =>
    [
        new("create", "pods", ns) { Subresource = "portforward" },
        new("patch", "deployments.apps", ns) { Subresource = "scale" },
    ];
}
