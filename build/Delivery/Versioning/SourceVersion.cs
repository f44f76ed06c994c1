namespace GitOpsDemo.Delivery.Versioning;

/// <summary>What is being built.</summary>
/// <param name="Text">The version: valid as an image's tag, in Semantic Versioning 2.0.0, and as a package's version.</param>
/// <param name="Created">When it was committed; the Unix epoch when it never was.</param>
public sealed record SourceVersion(string Text, DateTimeOffset Created)
{
    /// <summary>The commit's full id; null when there is none.</summary>
    public string? Revision { get; init; }

    /// <summary>The web address of the repository that it was cloned from, without a name or password; null when it is not known.</summary>
    public string? Source { get; init; }
}
