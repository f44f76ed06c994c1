using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>The containers of a set of manifests, each with its place for messages.</summary>
internal static class DeploymentContainers
{
    /// <summary>Every container that stays, without those that only prepare.</summary>
    public static IEnumerable<(string Place, Deployment Deployment, Container Container)> Of(ManifestSet manifests) =>
        from deployment in manifests.All<Deployment>()
        from container in deployment.Template.Containers
        select ($"{deployment}, container {container.Name}", deployment, container);

    /// <summary>Every container, those that only prepare included.</summary>
    public static IEnumerable<(string Place, Deployment Deployment, Container Container)> AllOf(ManifestSet manifests) =>
        Of(manifests).Concat(
            from deployment in manifests.All<Deployment>()
            from container in deployment.Template.InitContainers
            select ($"{deployment}, init container {container.Name}", deployment, container));
}
