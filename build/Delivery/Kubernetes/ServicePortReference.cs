namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A port of a service in the cluster.</summary>
/// <param name="Namespace">The service's namespace.</param>
/// <param name="Service">Its name.</param>
/// <param name="Port">The number of the port.</param>
public sealed record ServicePortReference(string Namespace, string Service, int Port)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{Service}:{Port}";
}
