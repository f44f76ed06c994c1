using System.Text.Json;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images.Build.Sbom;

/// <summary>Lists what an image is made of, keeps the list beside the other results, and attaches it to the image.</summary>
/// <param name="bases">What images are built upon.</param>
/// <param name="referrers">Attaches it.</param>
/// <param name="file">Where it is kept, such as <c>artifacts/sbom.spdx.json</c>.</param>
/// <param name="log">Says what is in it.</param>
public sealed class ImageSbom(BaseImages bases, Referrers referrers, string file, IDeliveryLog log)
{
    private const string MediaType = "application/spdx+json";

    /// <summary>
    /// Writes the list and attaches it. A registry that does not take the list is no reason to stop: the image is complete without it.
    /// </summary>
    /// <param name="image">The image that was pushed. An index gets the list of all its images, and each image its own.</param>
    /// <exception cref="DeliveryException">What it is made of can't be read.</exception>
    public async Task AttachAsync(PushedImage image, ImageRequest request, CancellationToken cancellationToken)
    {
        var contents = new List<SbomContent>();
        foreach (var published in request.Published)
        {
            contents.Add(await ReadAsync(request, published, cancellationToken));
        }

        var whole = contents is [var only] ? only : SbomContent.Together(contents);
        var document = SpdxDocument.Write(image.Reference, request.Labels, whole);
        AtomicFile.WriteAllBytes(file, document);
        var list = $"SBOM of {Plural.Of(whole.Packages.Count, "package")} in {file}";
        try
        {
            var digest = await referrers.AttachAsync(image.Reference, MediaType, document, cancellationToken);
            foreach (var (published, content) in contents.Count == 1 ? [] : request.Published.Zip(contents))
            {
                var part = image.Reference.AtDigest(image.Manifests[published.Platform]);
                await referrers.AttachAsync(part, MediaType, SpdxDocument.Write(part, request.Labels, content), cancellationToken);
            }

            log.Information($"{list}, attached to the image as {digest}");
        }
        catch (DeliveryException exception)
        {
            log.Warning($"{list}, but not attached to the image: {exception.Why}");
        }
    }

    private async Task<SbomContent> ReadAsync(ImageRequest request, PublishedService published, CancellationToken cancellationToken)
    {
        var origin = await bases.GetAsync(published.Platform, cancellationToken);
        return new SbomContent(
            [origin],
            [.. PublishedPackages.Read(published.Folder, request.Program), .. await BasePackages.ReadAsync(origin, cancellationToken)]);
    }
}

/// <summary>The packages in what <c>dotnet publish</c> wrote, by its <c>*.deps.json</c>.</summary>
internal static class PublishedPackages
{
    private const string DigestPrefix = "sha512-";
    private const string RuntimePackPrefix = "runtimepack.";

    /// <summary>The packages, the runtime's own too, and the projects of the sources.</summary>
    /// <exception cref="DeliveryException">The file is missing, or is no such file.</exception>
    public static IReadOnlyList<SbomPackage> Read(string folder, string program)
    {
        try
        {
            using var document = JsonDocument.Parse(SmallFile.Read(Path.Combine(folder, $"{program}.deps.json")));
            return [.. document.RootElement.GetProperty("libraries").EnumerateObject().Select(Package)];
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception) || exception is IOException)
        {
            throw new DeliveryException(
                $"the packages of {folder} can't be listed", Untrusted.Shown(exception.Message), "run the task Publish again", exception);
        }
    }

    private static SbomPackage Package(JsonProperty library)
    {
        var (name, version) = library.Name.Split('/') is [var first, var second] ? (first, second) : throw new FormatException(
            $"`{library.Name}` is no name/version");
        return library.Value.GetProperty("type").GetString() switch
        {
            "package" => new SbomPackage(name, version, Url(name, version), Digest(library.Value)),
            "runtimepack" => new SbomPackage(name[RuntimePackPrefix.Length..], version, Url(name[RuntimePackPrefix.Length..], version)),
            _ => new SbomPackage(name, version, Url: null),
        };
    }

    private static string Url(string name, string version) => $"pkg:nuget/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}";

    private static string? Digest(JsonElement library) =>
        library.TryGetProperty("sha512", out var value) && value.GetString() is { } text && text.StartsWith(
            DigestPrefix, StringComparison.Ordinal)
            ? Convert.ToHexStringLower(Convert.FromBase64String(text[DigestPrefix.Length..]))
            : null;
}
