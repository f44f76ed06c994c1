namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Something that a user may do or not.</summary>
/// <param name="Verb">The verb of the API, such as <c>create</c>.</param>
/// <param name="Resource">The kind, with its group where it is no core one, such as <c>deployments.apps</c>.</param>
/// <param name="Namespace">The namespace; every one, or none for kinds outside namespaces, when null.</param>
public sealed record Access(string Verb, string Resource, string? Namespace)
{
    /// <summary>What an administrator may.</summary>
    public static Access Everything { get; } = new("*", "*", null);

    /// <summary>A part of the object that has accesses of its own, such as <c>portforward</c>.</summary>
    public string? Subresource { get; init; }

    /// <inheritdoc/>
    public override string ToString() =>
        $"{Verb} {Resource}{(Subresource is null ? "" : $"/{Subresource}")}{(Namespace is null ? "" : $" in namespace {Namespace}")}";
}
