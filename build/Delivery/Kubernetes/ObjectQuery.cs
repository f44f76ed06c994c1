namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Which objects to read.</summary>
/// <param name="Kinds">One kind or several, such as <c>pods,events</c>.</param>
/// <param name="Namespace">The namespace to look in; every one, or none for kinds outside namespaces, when null.</param>
public sealed record ObjectQuery(string Kinds, string? Namespace)
{
    /// <summary>The name of the only object that is meant.</summary>
    public string? Name { get; init; }

    /// <summary>A label selector.</summary>
    public string? Selector { get; init; }

    /// <summary>Whether to read who changed which fields when, too.</summary>
    public bool WithManagers { get; init; }
}
