using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Images.Build.Bases;

namespace GitOpsDemo.Delivery.Images.Build.Sbom;

/// <summary>
/// The packages of Debian, or of a distribution made from it, in an image: by the records that dpkg keeps, or that images without dpkg have
/// in <c>var/lib/dpkg/status.d</c> for scanners.
/// </summary>
internal static class BasePackages
{
    private static readonly Regex Field = new(@"^(?<name>Package|Version|Architecture):(?<value>.*)$", RegexOptions.Multiline);
    private static readonly Regex Identifier = new("""^ID="?(?<id>[a-z0-9._-]+)"?\r?$""", RegexOptions.Multiline);

    private const string Status = "var/lib/dpkg/status";

    /// <summary>Which distribution it is, where an image does not say: that of the packages that the build itself takes.</summary>
    private const string Debian = "debian";

    /// <summary>No record is longer, in bytes.</summary>
    private const int LongestRecord = 16 * 1024 * 1024;

    /// <summary>Where a distribution says its name (os-release(5)); the first is mostly a link to the second.</summary>
    private static readonly string[] ReleaseFiles = ["etc/os-release", "usr/lib/os-release"];

    /// <summary>Reads the records of all layers, each package once; none where the image has no such records.</summary>
    public static async Task<IReadOnlyList<SbomPackage>> ReadAsync(BaseImage image, CancellationToken cancellationToken)
    {
        var records = new List<string>();
        var distribution = Debian;
        foreach (var layer in image.Image.Manifest.Layers)
        {
            await using var file = File.OpenRead(image.Layout.PathOf(layer.Digest));
            await using var content = layer.MediaType == MediaTypes.UncompressedLayer ? (Stream)file : new GZipStream(
                file, CompressionMode.Decompress);
            await using var tar = new TarReader(content);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                var name = entry.Name.TrimStart('.', '/');
                if (entry is not { DataStream: { } data, Length: <= LongestRecord } || !(IsRecord(name) || ReleaseFiles.Contains(name)))
                {
                    continue;
                }

                using var reader = new StreamReader(data);
                var text = await reader.ReadToEndAsync(cancellationToken);
                if (IsRecord(name))
                {
                    records.Add(text);
                }
                else if (Identifier.Match(text) is { Success: true } match)
                {
                    distribution = match.Groups["id"].Value;
                }
            }
        }

        return
        [
            .. records.SelectMany(record => Parse(record, distribution))
                .GroupBy(package => package.Name, (_, found) => found.Last())
                .OrderBy(package => package.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>The packages of dpkg's records: paragraphs of <c>Field: value</c>, separated by empty lines (deb-control(5)).</summary>
    internal static IEnumerable<SbomPackage> Parse(string records, string distribution) =>
        from record in records.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        let fields = Field.Matches(record).ToLookup(match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim())
        let name = fields["Package"].FirstOrDefault()
        let version = fields["Version"].FirstOrDefault()
        where name is not null && version is not null
        let architecture = fields["Architecture"].FirstOrDefault()
        let qualifier = architecture is null ? "" : $"?arch={architecture}"
        let url = $"pkg:deb/{distribution}/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}{qualifier}"
        select new SbomPackage(name, version, url);

    private static bool IsRecord(string name) =>
        name == Status
            || (name.StartsWith($"{Status}.d/", StringComparison.Ordinal) && !name.EndsWith(".md5sums", StringComparison.Ordinal));
}
