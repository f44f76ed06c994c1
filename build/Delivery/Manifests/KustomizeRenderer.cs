using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Renders with <c>kubectl kustomize</c>, which needs no cluster and no kubeconfig.</summary>
/// <param name="runner">Runs kubectl.</param>
/// <param name="kubectl">The path of kubectl, asked for when it is first needed.</param>
public sealed class KustomizeRenderer(ICommandRunner runner, Func<CancellationToken, Task<string>> kubectl) : IManifestRenderer
{
    /// <inheritdoc/>
    public async Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default)
    {
        var command = new Command(await kubectl(cancellationToken), "kustomize", folder)
        {
            // Neither a wrong kubeconfig of the user nor its cluster has a say in what is rendered.
            Environment = new Dictionary<string, string?> { ["KUBECONFIG"] = null },
            Hint = $"fix the kustomization in {folder}",
        };
        return (await runner.RunAsync(command, cancellationToken)).Output;
    }
}

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
