using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Writes an image into the overlay of an environment, as one commit.</summary>
/// <param name="repository">Where it is written.</param>
/// <param name="log">Says what was changed.</param>
/// <param name="rendered">
/// Finds the entry by what the overlay runs, and makes sure that it then runs the image; null to take the request's word.
/// </param>
public sealed class ImageBump(GitOpsRepository repository, IDeliveryLog log, RenderedImages? rendered = null)
{
    /// <summary>
    /// Edits the overlay's <c>kustomization.yaml</c>, commits and pushes. Where nothing differs there is no commit.
    /// </summary>
    /// <exception cref="DeliveryException">
    /// The overlay is missing, can't be edited or does not run the image then, or the push failed for good.
    /// </exception>
    public async Task<BumpResult> BumpAsync(BumpRequest request, CancellationToken cancellationToken)
    {
        IReadOnlyList<OverlayChange> overlays = [];
        var commit = await repository.ApplyAsync(EditAsync, cancellationToken);
        foreach (var overlay in overlays)
        {
            log.Detail(overlay.ToString());
        }

        return new BumpResult(commit, overlays);

        async Task<GitOpsChange> EditAsync(string checkout, CancellationToken token)
        {
            var folders = new ManifestFolders(checkout, [], request.Path);
            var image = rendered is null
                ? request.Image
                : request.Image with { Name = await rendered.NameAsync(folders, request.Environment, token) };
            var paths = new List<string>();
            overlays = new OverlayWriter(checkout, request.Path).Write(request.Environment, [image], paths);
            await (rendered?.RequireAsync(folders, request.Environment, image, token) ?? Task.CompletedTask);
            return new GitOpsChange(paths, (request with { Image = image }).Message());
        }
    }
}

/// <summary>Which image is to run in which environment, and what the commit says about it.</summary>
public sealed record BumpRequest(string Environment, ImageEntry Image)
{
    /// <summary>The overlays' folder from the repository's top, as <see cref="OverlayFile.Folder"/> reads it.</summary>
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
public sealed record BumpResult(GitOpsCommit Commit, IReadOnlyList<OverlayChange> Overlays)
{
    /// <summary>What was proven of a promoted image; null where nothing was.</summary>
    public string? Evidence { get; init; }
}

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
