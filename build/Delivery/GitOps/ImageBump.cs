namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Writes an image into the overlay of an environment, as one commit.</summary>
public sealed class ImageBump(GitOpsRepository repository, IDeliveryLog log)
{
    /// <summary>
    /// Edits <c>overlays/&lt;environment&gt;/kustomization.yaml</c>, commits and pushes. Where nothing differs there is no commit.
    /// </summary>
    /// <exception cref="DeliveryException">The overlay is missing or can't be edited, or the push failed for good.</exception>
    public async Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<OverlayChange> overlays = [];
        var commit = await repository.ApplyAsync(Edit, cancellationToken);
        foreach (var overlay in overlays)
        {
            log.Detail(overlay.ToString());
        }

        return new BumpResult(commit, overlays);

        GitOpsChange Edit(string checkout)
        {
            var writer = new OverlayWriter(checkout, request.Path);
            var paths = new List<string>();
            overlays = writer.Write(request.Environment, [request.Image], paths);
            return new GitOpsChange(paths, request.Message());
        }
    }
}

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

/// <summary>What a bump came to.</summary>
/// <param name="Commit">The commit that has it; a new one unless the overlay had the image already.</param>
/// <param name="Overlays">
/// The image before and after, as found on the commit that was pushed to: what another writer had put there shows as what was before.
/// </param>
public sealed record BumpResult(GitOpsCommit Commit, IReadOnlyList<OverlayChange> Overlays);

/// <summary>What happened to one image of one overlay.</summary>
/// <param name="Environment">The overlay's environment.</param>
/// <param name="Before">The entry that was there, or null.</param>
/// <param name="After">The entry that is there now.</param>
public sealed record OverlayChange(string Environment, ImageEntry? Before, ImageEntry After)
{
    /// <summary>Whether anything is different.</summary>
    public bool IsChange => Before != After;

    /// <summary>Such as <c>dev: registry/app:1.3.0@sha256:… → registry/app:1.4.0@sha256:…</c>.</summary>
    public override string ToString() =>
        IsChange ? $"{Environment}: {Before?.ToString() ?? "no image"} → {After}" : $"{Environment}: {After}, as before";
}
