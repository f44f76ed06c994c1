namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>One object of a set of manifests. Each kind has the fields that the delivery needs, named as in the Kubernetes API.</summary>
/// <param name="Metadata">What the object is called.</param>
public abstract record ManifestObject(ObjectMetadata Metadata)
{
    /// <summary>Kind, namespace and name.</summary>
    public sealed override string ToString() => Metadata.ToString();
}

/// <summary>What every object has.</summary>
/// <param name="ApiVersion">Group and version, such as <c>apps/v1</c>.</param>
/// <param name="Kind">The kind, such as <c>Deployment</c>.</param>
/// <param name="Namespace">The namespace, or null where none is given.</param>
/// <param name="Name">The name, unique among the kind in the namespace.</param>
/// <param name="Labels">The object's own labels; a template's are elsewhere.</param>
public sealed record ObjectMetadata(
    string ApiVersion,
    string Kind,
    string? Namespace,
    string Name,
    IReadOnlyDictionary<string, string> Labels)
{
    /// <summary>Kind, namespace and name, as in <c>Deployment gitops-demo-dev/gitops-demo</c>.</summary>
    public override string ToString() => Namespace is null ? $"{Kind} {Name}" : $"{Kind} {Namespace}/{Name}";
}

/// <summary>An object of a kind of which only the name matters here.</summary>
public sealed record OtherObject(ObjectMetadata Metadata) : ManifestObject(Metadata);

/// <summary>Chooses objects by their labels. An empty one chooses all.</summary>
/// <param name="MatchLabels">Labels that must have exactly these values.</param>
/// <param name="MatchExpressions">Further requirements.</param>
public sealed record LabelSelector(IReadOnlyDictionary<string, string> MatchLabels, IReadOnlyList<LabelRequirement> MatchExpressions)
{
    /// <summary>A selector by exact values alone, as a Service has.</summary>
    public static LabelSelector ByLabels(IReadOnlyDictionary<string, string> labels) => new(labels, []);

    /// <summary>Whether an object with these labels is chosen.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        MatchLabels.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && MatchExpressions.All(requirement => requirement.Matches(labels));

    public override string ToString() => string.Join(
        ", ",
        [.. MatchLabels.Select(pair => $"{pair.Key}={pair.Value}"), .. MatchExpressions.Select(requirement => $"{requirement}")]);
}

/// <summary>One of a selector's <c>matchExpressions</c>.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</param>
/// <param name="Values">The values, for the first two.</param>
public sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether an object with these labels meets the requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Operator switch
    {
        "In" => labels.TryGetValue(Key, out var value) && Values.Contains(value),
        "NotIn" => !labels.TryGetValue(Key, out var value) || !Values.Contains(value),
        "Exists" => labels.ContainsKey(Key),
        "DoesNotExist" => !labels.ContainsKey(Key),
        _ => false,
    };

    public override string ToString() => Values.Count == 0 ? $"{Key} {Operator}" : $"{Key} {Operator} ({string.Join(", ", Values)})";
}
