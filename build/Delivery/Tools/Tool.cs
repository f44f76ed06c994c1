using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>The external programs that a delivery can need. Files and messages call them by <see cref="ToolNames.Name"/>.</summary>
[JsonConverter(typeof(ToolNameConverter))]
public enum Tool
{
    /// <summary>Helm, for charts.</summary>
    Helm,

    /// <summary>The Kubernetes client, which also renders overlays (<c>kubectl kustomize</c>).</summary>
    Kubectl,

    /// <summary>The Prometheus server.</summary>
    Prometheus,

    /// <summary>Checks and tests rules.</summary>
    Promtool,

    /// <summary>The Alertmanager server.</summary>
    Alertmanager,

    /// <summary>Checks Alertmanager's configuration and routes.</summary>
    Amtool,

    /// <summary>The CNCF distribution server: an OCI registry.</summary>
    DockerRegistry,
}
