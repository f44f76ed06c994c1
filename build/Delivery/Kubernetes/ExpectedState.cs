using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>What should run in an environment, by this repository's own manifests: where only the monitoring can be asked, and no cluster.</summary>
/// <param name="renderer">Renders the overlay.</param>
/// <param name="manifests">The folder of <c>base/</c> and <c>overlays/</c>.</param>
/// <param name="service">The service.</param>
public sealed class ExpectedState(IManifestRenderer renderer, string manifests, DeliveredService service)
{
    /// <summary>The environment, without its pods: which run, nobody here can tell.</summary>
    public async Task<LiveEnvironment> ReadAsync(string environment, CancellationToken cancellationToken)
    {
        var yaml = await renderer.RenderAsync(Path.Combine(manifests, "overlays", environment), cancellationToken);
        var deployment = ManifestSet.Parse(yaml, $"overlay {environment}").Only<Deployment>();
        return new(
            environment,
            deployment.Metadata.Namespace ?? "default",
            "unknown: no cluster was asked",
            deployment.Template.Containers[0].Image,
            new($"http://{service.Name}.{deployment.Metadata.Namespace}.svc/"),
            [],
            yaml);
    }
}
