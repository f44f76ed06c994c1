namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>One object of a set of manifests. Each kind has the fields that the delivery needs, named as in the Kubernetes API.</summary>
/// <param name="Metadata">What the object is called.</param>
public abstract record ManifestObject(ObjectMetadata Metadata)
{
    /// <summary>Kind, namespace and name.</summary>
    public sealed override string ToString() => Metadata.ToString();
}
