namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A port of a service in the cluster, or of a single pod.</summary>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">The number of the port.</param>
public sealed record ServicePortReference(string Namespace, string Service, int Port)
{
    /// <summary>What it is a port of: <c>service</c> or <c>pod</c>.</summary>
    public string Kind { get; init; } = "service";

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Service}:{Port}";
}
