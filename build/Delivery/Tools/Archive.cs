using System.Formats.Tar;
using System.IO.Compression;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>Takes single files out of archives.</summary>
internal static class Archive
{
    /// <summary>Copies the named entries of a <c>.zip</c>, <c>.tgz</c> or <c>.tar.gz</c> archive to the paths given for them.</summary>
    /// <exception cref="DeliveryException">An entry is not there.</exception>
    public static async Task ExtractAsync(
        string archive, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var missing = archive.EndsWith(".zip", StringComparison.Ordinal)
            ? await ExtractZipAsync(archive, destinations, cancellationToken)
            : await ExtractTarAsync(archive, destinations, cancellationToken);
        if (missing.Count > 0)
        {
            throw new DeliveryException(
                $"{Path.GetFileName(archive)} does not hold what it should",
                $"{string.Join(", ", missing)} is not in it",
                "correct the paths in build/tools.json");
        }
    }

    private static async Task<HashSet<string>> ExtractZipAsync(
        string archive, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var missing = destinations.Keys.ToHashSet();
        await using var zip = await ZipFile.OpenReadAsync(archive, cancellationToken);
        foreach (var (name, destination) in destinations)
        {
            if (zip.GetEntry(name) is { } entry)
            {
                await entry.ExtractToFileAsync(destination, overwrite: true, cancellationToken);
                missing.Remove(name);
            }
        }

        return missing;
    }

    private static async Task<HashSet<string>> ExtractTarAsync(
        string archive, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var missing = destinations.Keys.ToHashSet();
        await using var file = File.OpenRead(archive);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (missing.Count > 0 && await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && missing.Remove(name))
            {
                await entry.ExtractToFileAsync(destinations[name], overwrite: true, cancellationToken);
            }
        }

        return missing;
    }
}
