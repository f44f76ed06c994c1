using System.Formats.Tar;
using System.IO.Compression;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images.Sbom;

/// <summary>
/// The packages of Debian, or of a distribution made from it, in an image: by the records that dpkg keeps, or that images without dpkg have
/// in <c>var/lib/dpkg/status.d</c> for scanners.
/// </summary>
internal static partial class BasePackages
{
    private const string Status = "var/lib/dpkg/status";

    /// <summary>No record is longer, in bytes.</summary>
    private const int LongestRecord = 16 * 1024 * 1024;

    /// <summary>Reads the records of all layers, each package once; none where the image has no such records.</summary>
    public static async Task<IReadOnlyList<SbomPackage>> ReadAsync(BaseImage image, CancellationToken cancellationToken)
    {
        var packages = new SortedDictionary<string, SbomPackage>(StringComparer.Ordinal);
        foreach (var layer in image.Image.Manifest.Layers)
        {
            await using var file = File.OpenRead(image.Layout.PathOf(layer.Digest));
            await using var content = layer.MediaType == MediaTypes.UncompressedLayer ? (Stream)file : new GZipStream(file, CompressionMode.Decompress);
            await using var tar = new TarReader(content);
            while (await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
            {
                if (IsRecord(entry))
                {
                    using var reader = new StreamReader(entry.DataStream!);
                    foreach (var package in Parse(await reader.ReadToEndAsync(cancellationToken)))
                    {
                        packages[package.Name] = package;
                    }
                }
            }
        }

        return [.. packages.Values];
    }

    /// <summary>The packages of dpkg's records: paragraphs of <c>Field: value</c>, parted by empty lines (deb-control(5)).</summary>
    internal static IEnumerable<SbomPackage> Parse(string records) =>
        from record in records.ReplaceLineEndings("\n").Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
        let fields = Field().Matches(record).ToLookup(match => match.Groups["name"].Value, match => match.Groups["value"].Value.Trim())
        let name = fields["Package"].FirstOrDefault()
        let version = fields["Version"].FirstOrDefault()
        where name is not null && version is not null
        let architecture = fields["Architecture"].FirstOrDefault()
        select new SbomPackage(
            name, version, $"pkg:deb/debian/{Uri.EscapeDataString(name)}@{Uri.EscapeDataString(version)}{(architecture is null ? "" : $"?arch={architecture}")}");

    private static bool IsRecord(TarEntry entry)
    {
        var name = entry.Name.TrimStart('.', '/');
        return entry is { DataStream: not null, Length: <= LongestRecord }
            && (name == Status || (name.StartsWith($"{Status}.d/", StringComparison.Ordinal) && !name.EndsWith(".md5sums", StringComparison.Ordinal)));
    }

    [GeneratedRegex(@"^(?<name>Package|Version|Architecture):(?<value>.*)$", RegexOptions.Multiline)]
    private static partial Regex Field();
}
