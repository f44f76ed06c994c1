using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Diff;

/// <summary>Puts what a Deploy would bring beside what is there.</summary>
public sealed class PendingChanges(IPlatformView view, OverlayPreview preview)
{
    /// <summary>What would change; nothing is changed, and no platform is started for it.</summary>
    public async Task<IReadOnlyList<Difference>> FindAsync(PlannedDeploy deploy, CancellationToken cancellationToken)
    {
        var images = await new OverlayReader(deploy.Repository, deploy.Path).ReadAsync(deploy.Environment, commit: null, cancellationToken);
        var wanted = new WantedState(
            deploy.Environment, await RenderAsync(deploy, images, cancellationToken), deploy.Rules, deploy.Dashboards);
        return
        [
            .. OverlayDifference(deploy, images.FirstOrDefault(image => image.Name == deploy.Service)),
            .. await view.CompareAsync(wanted, cancellationToken),
        ];
    }

    private async Task<ManifestSet> RenderAsync(PlannedDeploy deploy, IReadOnlyList<ImageEntry> images, CancellationToken cancellationToken) =>
        deploy.WorkTree is { } folder
            ? await preview.RenderAsync(folder, deploy.Environment, [.. images, .. deploy.Entry], cancellationToken)
            : await deploy.Repository.AtAsync(
                await deploy.Repository.TipAsync(cancellationToken),
                (checkout, token) => preview.RenderAsync(Path.Combine(checkout, deploy.Path), deploy.Environment, deploy.Entry, token),
                cancellationToken);

    private static IEnumerable<Difference> OverlayDifference(PlannedDeploy deploy, ImageEntry? before)
    {
        var after = deploy.Entry is [var known] ? known.ToString() : $"{deploy.Image.Reference} with the digest that the build makes";
        return before?.ToString() == after ? [] : [new($"overlay {deploy.Environment}", $"-{before}\n+{after}")];
    }
}
