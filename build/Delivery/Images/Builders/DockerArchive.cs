using System.Formats.Tar;
using System.Text.Json;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>
/// Writes an image as an archive that <c>docker load</c> reads: <c>docker save</c>'s <c>manifest.json</c> with the blobs as they are.
/// </summary>
internal static class DockerArchive
{
    /// <summary>Writes the archive.</summary>
    /// <param name="origin">The image.</param>
    /// <param name="name">The name and tag under which the engine is to keep it.</param>
    /// <param name="file">Where the archive goes.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task WriteAsync(BaseImage origin, string name, string file, CancellationToken cancellationToken)
    {
        await using var stream = System.IO.File.Create(file);
        await using var archive = new TarWriter(stream, TarEntryFormat.Ustar);
        var manifest = new[]
        {
            new
            {
                Config = NameOf(origin.Image.Manifest.Config),
                RepoTags = new[] { name },
                Layers = origin.Image.Manifest.Layers.Select(NameOf).ToArray(),
            },
        };
        using var description = new MemoryStream(JsonSerializer.SerializeToUtf8Bytes(manifest));
        await archive.WriteEntryAsync(File("manifest.json", description), cancellationToken);
        foreach (var blob in origin.Image.Manifest.Blobs)
        {
            await using var content = System.IO.File.OpenRead(origin.Layout.PathOf(blob.Digest));
            await archive.WriteEntryAsync(File(NameOf(blob), content), cancellationToken);
        }
    }

    private static UstarTarEntry File(string name, Stream content) => new(TarEntryType.RegularFile, name) { DataStream = content };

    private static string NameOf(Descriptor blob) => $"blobs/sha256/{blob.Digest.Hex}";
}
