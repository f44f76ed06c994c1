namespace GitOpsDemo.Delivery.Manifests.Policy;

/// <summary>A requirement that a manifest does not meet.</summary>
/// <param name="Id">The requirement, such as <c>run-as-non-root</c>.</param>
/// <param name="Subject">The object, and the container or rule in it.</param>
/// <param name="What">What was found.</param>
/// <param name="Mend">How to mend it.</param>
public sealed record PolicyViolation(string Id, string Subject, string What, string Mend)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Subject}: {What} [{Id}]. Next: {Mend}";
}
