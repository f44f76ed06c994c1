namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>How a cluster runs its control plane, by which it can be scraped or not.</summary>
public enum ClusterKind
{
    /// <summary>One process runs all of it.</summary>
    K3s,

    /// <summary>It listens on the node's loopback address alone.</summary>
    Kind,

    /// <summary>It belongs to a provider and is out of reach.</summary>
    Managed,

    /// <summary>It runs as pods that listen on the node's address.</summary>
    SelfManaged,
}
