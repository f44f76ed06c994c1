namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A v1 ConfigMap or a v1 Secret: values by key, as bytes. Nobody prints them.</summary>
/// <param name="Metadata">What the object is called.</param>
public sealed record Configuration(ObjectMetadata Metadata, IReadOnlyDictionary<string, byte[]> Values) : ManifestObject(Metadata)
{
    /// <summary>The keys whose values are no text for variables: <c>binaryData</c> of a ConfigMap.</summary>
    public IReadOnlyCollection<string> BinaryKeys { get; init; } = [];

    /// <summary>Whether a reference leads to this object, in the namespace of who refers to it.</summary>
    public bool Is(ConfigurationReference reference, string? @namespace) =>
        Metadata.Kind == reference.Kind && Metadata.Name == reference.Name && Metadata.Namespace == @namespace;
}

/// <summary>A ConfigMap or Secret that a pod refers to.</summary>
/// <param name="Kind"><c>ConfigMap</c> or <c>Secret</c>.</param>
/// <param name="Name">Its name in the pod's namespace.</param>
/// <param name="IsOptional">Whether the pod starts without it too.</param>
public sealed record ConfigurationReference(string Kind, string Name, bool IsOptional)
{
    public override string ToString() => $"{Kind} {Name}";
}

/// <summary>A key of a ConfigMap or Secret that a pod refers to.</summary>
/// <param name="Source">The object.</param>
public sealed record ConfigurationKey(ConfigurationReference Source, string Key);
