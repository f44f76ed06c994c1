namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>A resource that keeps an Application from being healthy.</summary>
/// <param name="Resource">Which.</param>
/// <param name="Health">Its health.</param>
/// <param name="Reason">Why, such as <c>it has no address</c>.</param>
internal sealed record BlockingResource(ApplicationResource Resource, string Health, string Reason)
{
    /// <summary>What usually mends it, where that is known.</summary>
    public string? Fix => (Resource.Kind, Health) switch
    {
        ("Ingress", "Progressing") =>
            "let the ingress controller publish its address (Traefik: providers.kubernetesIngress.publishedService.enabled=true; "
            + "ingress-nginx: controller.publishService.enabled=true), or tell Argo CD that an Ingress without one is healthy "
            + "(argocd-cm: resource.customizations.health.networking.k8s.io_Ingress)",
        ("Service", "Progressing") =>
            "install what gives a Service of type LoadBalancer its address (MetalLB, a cloud's controller), or make it a ClusterIP",
        ("PersistentVolumeClaim", _) => $"look for its volume: kubectl -n {Resource.Namespace} describe pvc {Resource.Name}",
        ("Deployment" or "StatefulSet" or "DaemonSet", _) =>
            $"look at its pods: kubectl -n {Resource.Namespace} describe {Resource.Kind.ToLowerInvariant()} {Resource.Name}",
        _ => null,
    };

    /// <summary>Such as <c>Ingress/gitops-demo is Progressing: it has no address</c>.</summary>
    public override string ToString() => $"{Resource} is {Health}" + (Reason.Length > 0 ? $": {Reason}" : "");
}
