using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>An item of a kustomization's <c>images:</c>, by which kustomize rewrites the images of rendered manifests.</summary>
/// <param name="Name">The image's name in the manifests, such as <c>gitops-demo</c>: the key of the item.</param>
/// <param name="NewName">Registry and repository to put in its place; null leaves what the file says.</param>
/// <param name="NewTag">The tag, without colon; null leaves what the file says.</param>
/// <param name="Digest">The digest, such as <c>sha256:…</c>; null leaves what the file says.</param>
/// <remarks>Source: <see href="https://kubectl.docs.kubernetes.io/references/kustomize/kustomization/images/"/>.</remarks>
public sealed record ImageEntry(string Name, string? NewName = null, string? NewTag = null, string? Digest = null)
{
    private static readonly Regex RepositoryForm = new(@"\A[A-Za-z0-9][A-Za-z0-9._-]*(:[0-9]+)?(/[A-Za-z0-9][A-Za-z0-9._-]*)*\z");
    private static readonly Regex TagForm = new(@"\A[A-Za-z0-9_][A-Za-z0-9._-]{0,127}\z");
    private static readonly Regex DigestForm = new(@"\A(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})\z");

    /// <summary>Registry and repository as they are rendered.</summary>
    public string Repository => NewName ?? Name;

    /// <summary>The reference as kustomize renders it: <c>repository:tag@digest</c>.</summary>
    public override string ToString() =>
        Repository + (NewTag is null ? "" : $":{NewTag}") + (Digest is null ? "" : $"@{Digest}");

    /// <summary>Makes sure that every part has the form that OCI prescribes, so that it can be written into YAML as it is.</summary>
    /// <exception cref="DeliveryException">A part has another form.</exception>
    internal void Validate()
    {
        Require(RepositoryForm, Name, "a repository name");
        Require(RepositoryForm, NewName, "a repository name");
        Require(TagForm, NewTag, "a tag");
        Require(DigestForm, Digest, "a digest");
    }

    private static void Require(Regex form, string? value, string what)
    {
        if (value is not null && !form.IsMatch(value))
        {
            throw new DeliveryException(
                $"`{value}` can't be written into an overlay",
                $"it is not {what}",
                "check --image-registry, --image-repository and --image-tag");
        }
    }
}

/// <summary>Looks things up among the items of a kustomization's <c>images:</c>.</summary>
internal static class ImageEntries
{
    /// <summary>The item of an image, or null.</summary>
    public static ImageEntry? Named(this IEnumerable<ImageEntry> entries, string name) =>
        entries.FirstOrDefault(entry => entry.Name == name);
}
