namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Turns a kustomize folder into the manifests that a cluster, Argo CD or the lab gets.</summary>
public interface IManifestRenderer
{
    /// <summary>Renders one folder.</summary>
    /// <param name="folder">A folder with a <c>kustomization.yaml</c>.</param>
    /// <param name="cancellationToken">Ends the rendering at once.</param>
    /// <returns>YAML documents, one an object.</returns>
    /// <exception cref="DeliveryException">The folder does not render; the message has kustomize's own words.</exception>
    Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default);
}
