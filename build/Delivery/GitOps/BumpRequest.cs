namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Which images are to run in which environments, and what the commit says about it.</summary>
/// <param name="Environments">The folders under <c>overlays/</c>.</param>
/// <param name="Images">What each of them gets.</param>
public sealed record BumpRequest(IReadOnlyList<string> Environments, IReadOnlyList<ImageEntry> Images)
{
    /// <summary>The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</summary>
    public string Path { get; init; } = "k8s";

    /// <summary>The commit that the images were built from.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The page of the build that made them.</summary>
    public string? BuildUrl { get; init; }

    internal CommitMessage Message() => new($"Deploy {DeployTrailers.Names(Images)} to {DeployTrailers.Some(Environments, "environments")}",
    [
        .. DeployTrailers.Of(Environments, Images),
        .. DeployTrailers.Known("Source-Commit", SourceCommit),
        .. DeployTrailers.Known("Build-Url", BuildUrl),
    ]);
}
