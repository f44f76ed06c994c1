namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Which environment is to run again what it ran before.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Image">The image's name in the manifests.</param>
/// <param name="Reason">Why, for the commit.</param>
public sealed record RollbackRequest(string Environment, string Image, string Reason)
{
    /// <summary>The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</summary>
    public string Path { get; init; } = "k8s";

    /// <summary>A commit, a tag or a digest that the environment ran; the last other digest when null.</summary>
    public string? To { get; init; }

    /// <summary>Roll back only if the environment still has this digest: what this run has written.</summary>
    public string? OnlyIfDigest { get; init; }

    /// <summary>The page of the build that rolls back.</summary>
    public string? BuildUrl { get; init; }
}
