using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests.Reading;

namespace GitOpsDemo.Delivery.Manifests;

/// <summary>Patches that change nothing: kustomize passes over a target that is not there without a word.</summary>
internal static class IdlePatches
{
    /// <summary>The targets of an overlay's patches that are none of its objects, in words.</summary>
    /// <param name="folder">The folder of the overlay.</param>
    /// <param name="rendered">What it renders to: names may have got a prefix, a suffix or a hash.</param>
    /// <exception cref="DeliveryException">The overlay has what is not read here but by kustomize, such as anchors.</exception>
    /// <exception cref="ArgumentException">Or an expression of another kind than .NET's.</exception>
    public static IReadOnlyList<string> In(string folder, ManifestSet rendered)
    {
        var file = OverlayFile.Names.Select(name => Path.Combine(folder, name)).First(File.Exists);
        return
        [
            .. from document in YamlDocuments.Parse(YamlDocuments.ReadFile(file), file)
               from patch in new ManifestNode(document, "", file)["patches"].Items
               let target = patch["target"]
               let kind = target["kind"].OptionalText
               let name = target["name"].OptionalText
               where (kind ?? name) is not null && !Deletes(folder, patch)
               where !rendered.Objects.Any(item => Means(kind, item.Metadata.Kind) && Means(name, item.Metadata.Name))
               select $"{kind ?? "object"} {name}".TrimEnd(),
        ];
    }

    private static bool Means(string? pattern, string text) =>
        pattern is null || Regex.IsMatch(text, pattern, RegexOptions.NonBacktracking);

    /// <summary>Whether the patch takes its target away.</summary>
    private static bool Deletes(string folder, ManifestNode patch) => (
        patch["patch"].OptionalText
        ?? (patch["path"].OptionalText is { } path ? YamlDocuments.ReadFile(Path.Combine(folder, path)) : "")).Contains(
            "$patch", StringComparison.Ordinal);
}
