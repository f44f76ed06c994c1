using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Reading;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>
/// Which images the overlays run once they are rendered: an edit of <c>images:</c> that changes none of them changes nothing.
/// </summary>
/// <param name="renderer">Renders the overlays.</param>
/// <param name="service">The service whose image is meant.</param>
public sealed class RenderedImages(IManifestRenderer renderer, DeliveredService service)
{
    /// <summary>
    /// The name by which the <c>images:</c> of an overlay find the service's image, whatever it is called in the manifests.
    /// </summary>
    /// <exception cref="DeliveryException">The overlay does not render, or runs nothing.</exception>
    public async Task<string> NameAsync(ManifestFolders folders, string environment, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(folders, environment, cancellationToken);
        var own = found.FindAll(container => container.Workload == service.Name) is { Count: > 0 } named ? named : found;
        var container = own.Find(container => container.Ports.Contains($"{service.Port}"))
            ?? own.Find(container => container.Name == service.Name)
            ?? own.FirstOrDefault()
            ?? throw new DeliveryException(
                $"the overlay {folders.OverlayOf(environment)} gives no image a new digest",
                "it has no container",
                "add the Deployment to its resources");
        var repository = RepositoryOf(container.Image);
        var entries = new OverlayWriter(folders.Top, folders.Overlays).Read(environment).Where(
            entry => entry.Repository == repository).ToList();
        return (entries.Find(entry => entry.Name == service.Name) ?? entries.FirstOrDefault())?.Name ?? repository;
    }

    /// <summary>Makes sure that a container runs an image by its digest.</summary>
    /// <exception cref="DeliveryException">None does; the message names the images that were seen.</exception>
    public async Task RequireAsync(ManifestFolders folders, string environment, ImageEntry wanted, CancellationToken cancellationToken)
    {
        var found = await ReadAsync(folders, environment, cancellationToken);
        if (!found.Exists(container => container.Image.EndsWith($"@{wanted.Digest}", StringComparison.Ordinal)))
        {
            throw new DeliveryException(
                $"the image of {environment} was not changed",
                $"{folders.OverlayOf(environment)} was given the entry {wanted.Name} with {wanted.Digest}, "
                + "and none of its containers has this digest once it is rendered; "
                + $"they run {string.Join(", ", found.Select(container => container.Image).Distinct())}",
                "let the Deployment and the entry under images: have the same name; a patch or replacement that sets the image has to go");
        }
    }

    private async Task<List<RenderedContainer>> ReadAsync(ManifestFolders folders, string environment, CancellationToken cancellationToken)
    {
        var yaml = await renderer.RenderAsync(folders.PathOf(environment), cancellationToken);
        var source = folders.OverlayOf(environment);
        return
        [
            .. from document in YamlDocuments.Parse(yaml, source)
               let node = new ManifestNode(document, "", source)
               from container in node["spec"]["template"]["spec"]["containers"].Items
               where container["image"].Exists
               select new RenderedContainer(
                   node["metadata"]["name"].Text,
                   container["name"].OptionalText,
                   container["image"].Text,
                   [.. container["ports"].Items.Select(port => port["containerPort"].OptionalText)]),
        ];
    }

    /// <summary>Registry and repository, without tag and digest.</summary>
    private static string RepositoryOf(string image)
    {
        var name = image.Split('@')[0];
        var colon = name.LastIndexOf(':');
        return colon > name.LastIndexOf('/') ? name[..colon] : name;
    }

    private sealed record RenderedContainer(string Workload, string? Name, string Image, IReadOnlyList<string?> Ports);
}
