namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Looks things up among the items of a kustomization's <c>images:</c>.</summary>
internal static class ImageEntries
{
    /// <summary>The item of an image, or null.</summary>
    public static ImageEntry? Named(this IEnumerable<ImageEntry> entries, string name) =>
        entries.FirstOrDefault(entry => entry.Name == name);
}
