namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Which image is to run in which environment, and what the commit says about it.</summary>
/// <param name="Environment">The folder under <c>overlays/</c>.</param>
/// <param name="Image">What it gets.</param>
public sealed record BumpRequest(string Environment, ImageEntry Image)
{
    /// <summary>The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</summary>
    public string Path { get; init; } = "k8s";

    /// <summary>The commit that the image was built from.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The page of the build that made it.</summary>
    public string? BuildUrl { get; init; }

    internal CommitMessage Message() => new($"Deploy {DeployTrailers.Name(Image)} to {Environment}",
    [
        .. DeployTrailers.Of(Environment, Image),
        .. DeployTrailers.Known("Source-Commit", SourceCommit),
        .. DeployTrailers.Known("Build-Url", BuildUrl),
    ]);
}
