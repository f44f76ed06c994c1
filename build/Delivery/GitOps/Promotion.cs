using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Moves an image by its digest from an environment in which it was proven to the next.</summary>
/// <param name="repository">Where both environments are written.</param>
/// <param name="gate">Asks whether it may go on.</param>
/// <param name="log">Says what was promoted.</param>
/// <param name="rendered">As for <see cref="ImageBump"/>.</param>
public sealed class Promotion(
    GitOpsRepository repository, PromotionGate gate, IDeliveryLog log, RenderedImages? rendered = null)
{
    /// <summary>Makes the first environment's image the second's, in one commit. Where they are the same there is no commit.</summary>
    /// <param name="request">Which image, from where to where.</param>
    /// <param name="passed">Done once nothing stands in its way, before the commit.</param>
    /// <exception cref="DeliveryException">
    /// The image has no digest, something stands in its way, or the push failed.
    /// </exception>
    public async Task<BumpResult> PromoteAsync(
        PromotionRequest request, CancellationToken cancellationToken, Func<Task>? passed = null)
    {
        var reader = new OverlayReader(repository, request.Path);
        var image = await reader.ReadAsync(request.From, request.Image, null, cancellationToken) switch
        {
            { Digest: not null, NewTag: not null } entry => entry,
            _ => throw new DeliveryException(
                $"`{request.Image}` was not promoted from {request.From} to {request.To}",
                $"nothing was deployed to {request.From} by digest",
                $"run --target=Deploy --environment={request.From}"),
        };
        var proven = await gate.PassAsync(request, image, cancellationToken);
        var evidence = proven ?? "unproven";
        await (passed?.Invoke() ?? Task.CompletedTask);
        IReadOnlyList<OverlayChange> overlays = [];
        var commit = await repository.ApplyAsync(EditAsync, cancellationToken);
        log.Information($"{request.From} is the source: {evidence}");
        return new BumpResult(commit, overlays) { Evidence = proven };

        async Task<GitOpsChange> EditAsync(string checkout, CancellationToken token)
        {
            var folders = new ManifestFolders(checkout, [], request.Path);
            var entry = rendered is not null && await rendered.NameAsync(folders, request.To, token) is var name && name != image.Name
                ? image with { Name = name, NewName = image.Repository }
                : image;
            var paths = new List<string>();
            overlays = new OverlayWriter(checkout, request.Path).Write(request.To, [entry], paths);
            await (rendered?.RequireAsync(folders, request.To, entry, token) ?? Task.CompletedTask);
            return new GitOpsChange(paths, Message(request, image, evidence));
        }
    }

    private static CommitMessage Message(PromotionRequest request, ImageEntry image, string evidence) => new(
        $"Promote {DeployTrailers.Name(image)} from {request.From} to {request.To}",
        [
            .. DeployTrailers.Of(request.To, image),
            .. DeployTrailers.Known("Promoted-From", request.From),
            .. DeployTrailers.Known("Proof", evidence),
            .. DeployTrailers.Known("Build-Url", request.BuildUrl),
        ]);
}

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
