using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>What the delivery asks of kubectl, always in the one context that it was made for.</summary>
/// <remarks>Every method throws <see cref="DeliveryException"/> with kubectl's own reason when kubectl fails.</remarks>
public interface IKubectl
{
    /// <summary>Asks the API server for its version.</summary>
    Task<ServerVersion> VersionAsync(CancellationToken cancellationToken);

    /// <summary>Whether the user of the context may do something.</summary>
    Task<bool> CanIAsync(Access access, CancellationToken cancellationToken);

    /// <summary>Reads objects as the API has them; none where none matches, and where the cluster does not know the kind.</summary>
    Task<IReadOnlyList<JsonNode>> GetAsync(ObjectQuery query, CancellationToken cancellationToken);

    /// <summary>Whether an object exists. What it holds is not read: it may be a Secret.</summary>
    Task<bool> ExistsAsync(string kind, string name, string? ns, CancellationToken cancellationToken);

    /// <summary>The last lines that a container of a pod has written, also when it has ended.</summary>
    Task<string> LogsAsync(string pod, string container, string ns, int lines, CancellationToken cancellationToken);

    /// <summary>Applies manifests server-side, and takes over fields that another manager owns.</summary>
    /// <param name="manifests">YAML, or one JSON document; it goes through standard input.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task ApplyAsync(string manifests, CancellationToken cancellationToken);

    /// <summary>Lets the API server judge manifests as strictly as it can, and keep nothing.</summary>
    /// <param name="manifests">YAML or JSON; it goes through standard input.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task DryRunAsync(string manifests, CancellationToken cancellationToken);

    /// <summary>What applying manifests would change, as <c>kubectl diff</c> prints it; empty when nothing. It hides what Secrets hold.</summary>
    /// <param name="manifests">YAML, or one JSON document; it goes through standard input.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task<string> DiffAsync(string manifests, CancellationToken cancellationToken);

    /// <summary>Creates an object that does not exist yet.</summary>
    /// <param name="manifest">YAML or JSON, which may hold a secret: it goes through standard input.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    Task CreateAsync(string manifest, CancellationToken cancellationToken);

    /// <summary>Sets an annotation on an object.</summary>
    Task AnnotateAsync(string kind, string name, string ns, string annotation, CancellationToken cancellationToken);

    /// <summary>Sets how many pods of a Deployment are wanted.</summary>
    Task ScaleAsync(string deployment, string ns, int replicas, CancellationToken cancellationToken);

    /// <summary>Starts to forward a port of 127.0.0.1 to a service or a pod, and returns once it listens.</summary>
    /// <param name="service">Where it leads to.</param>
    /// <param name="localPort">The port to listen on; null for a free one.</param>
    /// <param name="cancellationToken">Ends the start.</param>
    Task<IPortForward> PortForwardAsync(ServicePortReference service, int? localPort, CancellationToken cancellationToken);
}
