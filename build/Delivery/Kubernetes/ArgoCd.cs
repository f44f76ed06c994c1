namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Where Argo CD is.</summary>
public static class ArgoCd
{
    /// <summary>Its namespace.</summary>
    public const string Namespace = "argocd";
}
