using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Images.Build.Bases;

namespace GitOpsDemo.Delivery.Images.Build.Sbom;

/// <summary>
/// What an image is made of, as SPDX 2.3 in JSON (<see href="https://spdx.github.io/spdx-spec/v2.3/"/>). The same image gives the same
/// bytes: its time is that of the commit.
/// </summary>
internal static class SpdxDocument
{
    private const string Root = "SPDXRef-Image";

    /// <summary>Writes the document.</summary>
    /// <param name="image">The image with its digest.</param>
    /// <param name="labels">Where it comes from.</param>
    public static byte[] Write(ImageReference image, ImageLabels labels, SbomContent content)
    {
        var entries = content.Packages.Select((package, index) => (Id: $"SPDXRef-Package-{index}", Package: package)).ToList();
        var bases = content.Bases.Select((origin, index) => (Id: $"SPDXRef-Base-{index}", Image: origin)).ToList();
        var document = new JsonObject
        {
            ["spdxVersion"] = "SPDX-2.3",
            ["dataLicense"] = "CC0-1.0",
            ["SPDXID"] = "SPDXRef-DOCUMENT",
            ["name"] = $"{labels.Title} {labels.Version}",
            ["documentNamespace"] = $"urn:oci:{image.Digest}",
            ["creationInfo"] = new JsonObject
            {
                ["created"] = OciJson.Time(labels.Created),
                ["creators"] = new JsonArray("Tool: GitOpsDemo-build"),
            },
            ["documentDescribes"] = new JsonArray(Root),
            ["packages"] = new JsonArray(
            [
                Image(image, labels),
                .. bases.Select(origin => Base(origin.Id, origin.Image)),
                .. entries.Select(entry => Package(entry.Id, entry.Package)),
            ]),
            ["relationships"] = new JsonArray(
            [
                Relation("SPDXRef-DOCUMENT", "DESCRIBES", Root),
                .. bases.Select(origin => Relation(Root, "DESCENDANT_OF", origin.Id)),
                .. entries.Select(entry => Relation(Root, "CONTAINS", entry.Id)),
            ]),
        };
        return Encoding.UTF8.GetBytes(document.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }) + "\n");
    }

    private static JsonObject Image(ImageReference image, ImageLabels labels)
    {
        var package = Described(
            Root, labels.Title, labels.Version, labels.Source is null ? "NOASSERTION" : $"git+{labels.Source}@{labels.Revision}");
        package["primaryPackagePurpose"] = "CONTAINER";
        package["checksums"] = Checksums("SHA256", image.Digest!.Hex);
        package["externalRefs"] = References($"pkg:oci/{image.Repository.Split('/')[^1]}@{Uri.EscapeDataString(image.Digest.ToString())}");
        return package;
    }

    private static JsonObject Base(string id, BaseImage origin)
    {
        var package = Described(id, origin.Name, origin.Image.Descriptor.Digest.ToString(), "NOASSERTION");
        package["primaryPackagePurpose"] = "CONTAINER";
        package["checksums"] = Checksums("SHA256", origin.Image.Descriptor.Digest.Hex);
        return package;
    }

    private static JsonObject Package(string id, SbomPackage known)
    {
        var package = Described(id, known.Name, known.Version, "NOASSERTION");
        package["primaryPackagePurpose"] = "LIBRARY";
        if (known.Sha512 is { } digest)
        {
            package["checksums"] = Checksums("SHA512", digest);
        }

        if (known.Url is { } url)
        {
            package["externalRefs"] = References(url);
        }

        return package;
    }

    private static JsonObject Described(string id, string name, string version, string location) => new()
    {
        ["SPDXID"] = id,
        ["name"] = name,
        ["versionInfo"] = version,
        ["downloadLocation"] = location,
        ["filesAnalyzed"] = false,
        ["licenseConcluded"] = "NOASSERTION",
        ["licenseDeclared"] = "NOASSERTION",
        ["copyrightText"] = "NOASSERTION",
    };

    private static JsonArray Checksums(string algorithm, string hex) =>
        [new JsonObject { ["algorithm"] = algorithm, ["checksumValue"] = hex }];

    private static JsonArray References(string url) =>
        [new JsonObject { ["referenceCategory"] = "PACKAGE-MANAGER", ["referenceType"] = "purl", ["referenceLocator"] = url }];

    private static JsonObject Relation(string from, string type, string to) =>
        new() { ["spdxElementId"] = from, ["relationshipType"] = type, ["relatedSpdxElement"] = to };
}

/// <summary>What an image is made of.</summary>
/// <param name="Bases">The base image; one for each platform where it is an index.</param>
/// <param name="Packages">The packages, those of the base too.</param>
internal sealed record SbomContent(IReadOnlyList<BaseImage> Bases, IReadOnlyList<SbomPackage> Packages)
{
    /// <summary>What several images are made of, each package once.</summary>
    public static SbomContent Together(IReadOnlyList<SbomContent> images) => new(
        [.. images.SelectMany(image => image.Bases)], [.. images.SelectMany(image => image.Packages).Distinct()]);
}

/// <summary>A package that an image is made of.</summary>
/// <param name="Url">
/// Its package URL (<see href="https://github.com/package-url/purl-spec"/>), by which scanners look for its weaknesses; null for what is
/// built from the sources.
/// </param>
/// <param name="Sha512">Its digest in hexadecimal, where it is known.</param>
internal sealed record SbomPackage(string Name, string Version, string? Url, string? Sha512 = null);
