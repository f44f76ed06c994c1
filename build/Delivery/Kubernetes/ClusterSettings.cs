namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>What is asked for of a cluster.</summary>
/// <param name="Context">The context of the kubeconfig; null when only addresses of servers are given.</param>
public sealed record ClusterSettings(string? Context)
{
    /// <summary>The namespace of the monitoring.</summary>
    public const string MonitoringNamespace = "monitoring";

    /// <summary>The namespace of Argo CD.</summary>
    public const string ArgoCdNamespace = "argocd";

    /// <summary>The addresses of servers that are reached without the cluster; each ends with a slash.</summary>
    public IReadOnlyDictionary<ServiceApi, Uri> Addresses { get; init; } = new Dictionary<ServiceApi, Uri>();

    /// <summary>Where charts come from: a folder of archives, or the address of a mirror; null for the catalogue's own places.</summary>
    public string? ChartsFrom { get; init; }

    /// <summary>Whether the monitoring is somebody else's in any case: nothing of it is installed or upgraded.</summary>
    public bool UsesExistingMonitoring { get; init; }

    /// <summary>The class of the ingresses; null for the cluster's default one.</summary>
    public string? IngressClass { get; init; }

    /// <summary>The domain under which the ingresses answer.</summary>
    public required string Domain { get; init; }

    /// <summary>Whom Alertmanager tells of our alerts; nobody when null.</summary>
    public AlertReceiver? AlertReceiver { get; init; }

    /// <summary>How the control plane runs.</summary>
    public ClusterKind Kind { get; init; }

    /// <summary>The upper bound of each wait; null for the step's own.</summary>
    public TimeSpan? Timeout { get; init; }
}
