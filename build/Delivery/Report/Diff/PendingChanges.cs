using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Dashboards;

namespace GitOpsDemo.Delivery.Report.Diff;

/// <summary>Compares what a Deploy would apply with what is there.</summary>
public sealed class PendingChanges(IPlatformView view, IManifestRenderer renderer)
{
    private readonly OverlayPreview _preview = new(renderer);

    /// <summary>What would change; nothing is changed, and no platform is started for it.</summary>
    public async Task<IReadOnlyList<Difference>> FindAsync(PlannedDeploy deploy, CancellationToken cancellationToken)
    {
        var images = await new OverlayReader(deploy.Repository, deploy.Path).ReadAsync(deploy.Environment, commit: null, cancellationToken);
        var wanted = new WantedState(
            deploy.Environment, await RenderAsync(deploy, images, cancellationToken), deploy.Rules, deploy.Dashboards);
        return
        [
            .. OverlayDifference(deploy, images.FirstOrDefault(image => image.Name == deploy.ImageName)),
            .. await view.CompareAsync(wanted, cancellationToken),
        ];
    }

    private async Task<ManifestSet> RenderAsync(
        PlannedDeploy deploy, IReadOnlyList<ImageEntry> images, CancellationToken cancellationToken) =>
        deploy.WorkTree is { } folders
            ? await _preview.RenderAsync(folders, deploy.Environment, [.. images, .. deploy.Entry], cancellationToken)
            : await deploy.Repository.AtAsync(
                await deploy.Repository.TipAsync(cancellationToken),
                (checkout, token) =>
                    _preview.RenderAsync(new(checkout, deploy.Folders, deploy.Path), deploy.Environment, deploy.Entry, token),
                cancellationToken);

    private static IEnumerable<Difference> OverlayDifference(PlannedDeploy deploy, ImageEntry? before)
    {
        var after = deploy.Entry is [var known] ? known.ToString() : $"{deploy.Image.Reference} with the digest that the build makes";
        return before?.ToString() == after ? [] : [new($"overlay {deploy.Environment}", $"-{before}\n+{after}")];
    }
}

/// <summary>
/// Renders an overlay as a bump would leave it, in a copy: nothing is committed, and no file of the repository is touched.
/// </summary>
internal sealed class OverlayPreview(IManifestRenderer renderer)
{
    /// <summary>The manifests of an environment with other images.</summary>
    /// <param name="images">The images; those of the overlay where it is none.</param>
    public async Task<ManifestSet> RenderAsync(
        ManifestFolders folders, string environment, IReadOnlyList<ImageEntry> images, CancellationToken cancellationToken)
    {
        using var copy = new ManifestCopy(folders);
        new OverlayWriter(copy.Folders.Top, copy.Folders.Overlays).Write(environment, images, []);
        return ManifestSet.Parse(await renderer.RenderAsync(copy.Folders.PathOf(environment), cancellationToken), $"overlay {environment}");
    }
}

/// <summary>Something that a Deploy would change.</summary>
/// <param name="Subject">What, such as <c>chart loki</c>.</param>
/// <param name="Text">How: a unified diff, or a sentence.</param>
public sealed record Difference(string Subject, string Text);

/// <summary>A Deploy that has not been run.</summary>
/// <param name="ImageName">What the manifests call the service's image.</param>
/// <param name="Image">The image that it would build, or has built.</param>
/// <param name="Repository">The repository whose overlay it would bump.</param>
/// <param name="Path">The overlays' folder in that repository, as <see cref="OverlayFile.Folder"/> reads it.</param>
public sealed record PlannedDeploy(string ImageName, string Environment, ImagePlan Image, GitOpsRepository Repository, string Path)
{
    /// <summary>The folders of that repository that overlays are made of.</summary>
    public IReadOnlyList<string> Folders { get; init; } = [Path];

    /// <summary>The folders of the work tree whose manifests it would push first, as in the lab; null where others push them.</summary>
    public ManifestFolders? WorkTree { get; init; }

    /// <summary>The alert rules that it would apply.</summary>
    public required ManifestSet Rules { get; init; }

    /// <summary>The dashboards that it would apply.</summary>
    public required IReadOnlyList<Dashboard> Dashboards { get; init; }

    /// <summary>The entry that the bump would write; none while the digest is not known, because the image is not built yet.</summary>
    internal IReadOnlyList<ImageEntry> Entry => Image.Existing is { Reference: var image }
        ? [new(ImageName, image.Name, image.Tag, image.Digest?.ToString())]
        : [];
}

/// <summary>What a Deploy would apply.</summary>
/// <param name="Manifests">Its overlay, rendered.</param>
/// <param name="Rules">The alert rules.</param>
public sealed record WantedState(string Environment, ManifestSet Manifests, ManifestSet Rules, IReadOnlyList<Dashboard> Dashboards);
