using GitOpsDemo.Delivery.GitOps.Yaml;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>
/// Changes the <c>images:</c> of a kustomization and keeps every other byte: comments, quoting, anchors, line ends, byte order mark,
/// indentation, a missing last line break. It edits the text at the places that a parser names, parses the result and compares;
/// where anything else has changed it refuses.
/// </summary>
/// <remarks><c>kustomize edit set image</c> rewrites the file, moving and dropping comments (kustomize issues 2310, 4481).</remarks>
public static class OverlayEditor
{
    /// <summary>Gives images of a kustomization their new name, tag and digest; an image without an item gets one.</summary>
    /// <param name="content">The file's bytes, in UTF-8.</param>
    /// <param name="images">What is wanted. What is null in an entry stays as it is.</param>
    /// <param name="file">The file's path, for messages.</param>
    /// <returns>The new bytes, and the items before and after.</returns>
    /// <exception cref="DeliveryException">The file can't be edited without a change of something else; the message says why.</exception>
    public static OverlayEdit SetImages(byte[] content, IReadOnlyList<ImageEntry> images, string file)
    {
        foreach (var image in images)
        {
            image.Validate();
        }

        return Explaining(file, () =>
        {
            var before = Parse(YamlText.Decode(content));
            var after = images.Aggregate(before, SetImage);
            var bytes = ReferenceEquals(before.File, after.File) ? content : after.File.Encode();
            return new OverlayEdit(bytes, [.. before.Document.Entries()], [.. after.Document.Entries()]);
        });
    }

    /// <summary>The items of a kustomization's <c>images:</c>.</summary>
    /// <exception cref="DeliveryException">The file can't be read; the message says why.</exception>
    public static IReadOnlyList<ImageEntry> ReadImages(byte[] content, string file) =>
        Explaining(file, () => Parse(YamlText.Decode(content)).Document.Entries().ToList());

    private static (YamlText File, OverlayDocument Document) Parse(YamlText file) => (file, OverlayDocument.Parse(file.Text));

    private static (YamlText File, OverlayDocument Document) SetImage((YamlText File, OverlayDocument Document) before, ImageEntry wanted)
    {
        var edits = new ImageEdit(before.File, before.Document, wanted).Plan();
        if (edits.Count == 0)
        {
            return before;
        }

        var after = Parse(before.File with { Text = TextEdit.Apply(before.File.Text, edits) });
        Verify(before.Document, after.Document, wanted);
        return after;
    }

    private static void Verify(OverlayDocument before, OverlayDocument after, ImageEntry wanted)
    {
        var item = after.Find(wanted.Name) ?? throw new FormatException("the entry is not where it was written");
        var isNew = before.Find(wanted.Name) is null;
        var isAsWanted = OverlayDocument.Fields(wanted).All(field => OverlayDocument.Field(item, field.Key) switch
        {
            null => field.Value is null || (field.Key, field.Value) == ("newName", wanted.Name),
            var node => field.Value is null || (node.Value == field.Value && node.IsText),
        });
        if (!isAsWanted || !before.Without(wanted.Name, dropItem: false).SequenceEqual(after.Without(wanted.Name, dropItem: isNew)))
        {
            throw new FormatException("the edit would change something else too");
        }
    }

    private static T Explaining<T>(string file, Func<T> work)
    {
        try
        {
            return work();
        }
        catch (FormatException exception)
        {
            throw new DeliveryException(
                $"the images of `{file}` can't be read or changed safely",
                exception.Message,
                "give the image one plain item `- name: …` of its own in the file's `images:` list, by hand",
                exception);
        }
    }
}

/// <summary>What an edit did to a kustomization.</summary>
/// <param name="Content">The file's bytes; those that were given when nothing is different.</param>
/// <param name="Before">The items of its <c>images:</c> before.</param>
/// <param name="After">The items now.</param>
public sealed record OverlayEdit(byte[] Content, IReadOnlyList<ImageEntry> Before, IReadOnlyList<ImageEntry> After);

/// <summary>Where an environment's overlay lies in the repository.</summary>
public static class OverlayFile
{
    /// <summary>The names that kustomize looks for in a folder.</summary>
    public static readonly IReadOnlyList<string> Names = ["kustomization.yaml", "kustomization.yml", "Kustomization"];

    /// <summary>The placeholder for the environment in a path that says where its overlay is.</summary>
    public const string Placeholder = "{environment}";

    /// <summary>The overlay's folder from the repository's top, such as <c>k8s/overlays/dev</c>.</summary>
    /// <param name="path">
    /// The folder of <c>overlays/</c>, such as <c>k8s</c>; or that of the overlay itself, such as <c>k8s/env/{environment}</c>.
    /// </param>
    public static string Folder(string path, string environment) =>
        (path.Contains(Placeholder, StringComparison.Ordinal)
            ? path.Replace(Placeholder, environment, StringComparison.Ordinal)
            : $"{path.Trim('/')}/overlays/{environment}").TrimStart('/');

    /// <summary>The exception for a folder without a kustomization.</summary>
    public static DeliveryException Missing(string folder) => new(
        $"the overlay `{folder}` can't be read",
        "it has no kustomization.yaml",
        "check --environment and --gitops-path");
}
