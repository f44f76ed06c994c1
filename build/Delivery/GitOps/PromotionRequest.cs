namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Which image is to go from one environment to the next.</summary>
/// <param name="From">The environment that it runs in.</param>
/// <param name="To">The environment that gets it.</param>
/// <param name="Image">Its name in the manifests.</param>
public sealed record PromotionRequest(string From, string To, string Image)
{
    /// <summary>The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</summary>
    public string Path { get; init; } = "k8s";

    /// <summary>Whether an image goes on that was not proven (<c>--unproven</c>).</summary>
    public bool AllowUnproven { get; init; }

    /// <summary>The page of the build that promotes.</summary>
    public string? BuildUrl { get; init; }
}
