using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images;

/// <summary>A folder with one image, or with one for each of several platforms (OCI image specification, "Image Layout").</summary>
/// <param name="folder">The folder; made when something is written.</param>
public sealed class ImageLayout(string folder)
{
    private const string IndexName = "index.json";
    private const string MarkerName = "oci-layout";

    /// <summary>Manifests and configurations are small; anything larger is refused.</summary>
    private const int LargestDocument = 4 * 1024 * 1024;

    public string Folder { get; } = Path.GetFullPath(folder);

    private string BlobFolder => Path.Combine(Folder, "blobs", "sha256");

    /// <summary>Where a blob is, or belongs.</summary>
    public string PathOf(ImageDigest digest) => Path.Combine(BlobFolder, digest.Hex);

    /// <summary>Whether a blob is here. Blobs appear whole or not at all, so its length tells.</summary>
    public bool Has(Descriptor blob) => new FileInfo(PathOf(blob.Digest)) is { Exists: true } file && file.Length == blob.Size;

    /// <summary>Adds a blob that <paramref name="write"/> produces.</summary>
    public async Task<Descriptor> AddAsync(
        string mediaType, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        var (digest, size) = await VerifiedFile.WriteAsync(write, (digest, _) => PathOf(digest), BlobFolder, cancellationToken);
        return new Descriptor(mediaType, digest, size);
    }

    /// <summary>Adds a blob of known content.</summary>
    public Descriptor Add(string mediaType, byte[] content)
    {
        var blob = new Descriptor(mediaType, ImageDigest.Of(content), content.Length);
        if (!Has(blob))
        {
            AtomicFile.WriteAllBytes(PathOf(blob.Digest), content);
        }

        return blob;
    }

    /// <summary>Copies the blobs of an image from another layout, without its index.</summary>
    public async Task CopyFromAsync(ImageLayout source, IEnumerable<Descriptor> blobs, CancellationToken cancellationToken)
    {
        foreach (var blob in blobs.Where(blob => !Has(blob)))
        {
            await using var content = File.OpenRead(source.PathOf(blob.Digest));
            await VerifiedFile.WriteAsync(PathOf(blob.Digest), blob, content.CopyToAsync, cancellationToken);
        }
    }

    /// <summary>A manifest or configuration, verified against its digest.</summary>
    /// <exception cref="DeliveryException">The blob is missing, changed or too long.</exception>
    public byte[] ReadDocument(Descriptor blob)
    {
        if (!Has(blob) || blob.Size > LargestDocument)
        {
            throw Damaged($"blob {blob.Digest} is missing or is not {blob.Size} bytes long");
        }

        var content = File.ReadAllBytes(PathOf(blob.Digest));
        return ImageDigest.Of(content) == blob.Digest ? content : throw Damaged($"blob {blob.Digest} has been changed");
    }

    /// <summary>The image for the only platform; null when the folder has none.</summary>
    /// <exception cref="DeliveryException">The folder holds something else, or the image is damaged.</exception>
    public StoredImage? Read() => ReadAll() is not { } all ? null
        : all.Images is [var only] ? only
        : throw Damaged("it is for several platforms");

    /// <summary>The images for all platforms; null when the folder has none.</summary>
    /// <exception cref="DeliveryException">The folder holds something else, or an image is damaged.</exception>
    public PlatformImages? ReadAll()
    {
        var index = Path.Combine(Folder, IndexName);
        if (!File.Exists(index))
        {
            return null;
        }

        var descriptor = ImageIndex.Parse(File.ReadAllBytes(index)).Manifests is [var only]
            ? only
            : throw Damaged("its index does not list exactly one image");
        return new PlatformImages(descriptor, [.. ManifestsOf(descriptor).Select(Image)]);
    }

    /// <summary>
    /// Makes an image, or an index of images, whose blobs are all here the one that the folder holds, and removes what belongs to no other.
    /// </summary>
    public void SetImage(Descriptor descriptor)
    {
        var manifests = ManifestsOf(descriptor);
        List<Descriptor> blobs = [.. manifests.SelectMany(manifest => ImageManifest.Parse(ReadDocument(manifest)).Blobs)];
        if (blobs.Find(blob => !Has(blob)) is { } missing)
        {
            throw Damaged($"blob {missing.Digest} is missing");
        }

        AtomicFile.WriteAllBytes(Path.Combine(Folder, MarkerName), Encoding.UTF8.GetBytes("""{"imageLayoutVersion":"1.0.0"}"""));
        var index = new ImageIndex(2, [descriptor]) { MediaType = MediaTypes.Index };
        AtomicFile.WriteAllBytes(Path.Combine(Folder, IndexName), OciJson.Write(index));
        var kept = blobs.Concat(manifests).Append(descriptor).Select(blob => blob.Digest.Hex).ToHashSet();
        foreach (var file in Directory.EnumerateFiles(BlobFolder).Where(file => !kept.Contains(Path.GetFileName(file))))
        {
            File.Delete(file);
        }
    }

    private IReadOnlyList<Descriptor> ManifestsOf(Descriptor descriptor) => descriptor.MediaType == MediaTypes.Index
        ? ImageIndex.Parse(ReadDocument(descriptor)).Manifests
        : [descriptor];

    private StoredImage Image(Descriptor descriptor)
    {
        var manifest = ImageManifest.Parse(ReadDocument(descriptor));
        return new StoredImage(descriptor, manifest, ImageConfiguration.Parse(ReadDocument(manifest.Config)));
    }

    private DeliveryException Damaged(string why) => new($"the image in {Folder} can't be used", why, $"delete {Folder} and build again");
}

/// <summary>An image whose manifest and configuration have been read.</summary>
/// <param name="Descriptor">The manifest's descriptor: its digest is the image's.</param>
public sealed record StoredImage(Descriptor Descriptor, ImageManifest Manifest, ImageConfiguration Configuration)
{
    /// <summary>What it runs on, as its configuration says.</summary>
    public ImagePlatform Platform { get; } = new(Configuration.Architecture, Configuration.Os);

    /// <summary>The layers, lowest first, each with its digest before compression and what the history says of it.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; } = LayersOf(Manifest, Configuration);

    /// <summary>The bytes that a registry stores and a first pull moves: configuration and compressed layers.</summary>
    public long Size => Manifest.Blobs.Sum(blob => blob.Size);

    private static IReadOnlyList<ImageLayer> LayersOf(ImageManifest manifest, ImageConfiguration configuration)
    {
        var diffIds = configuration.RootFileSystem.DiffIds;
        if (diffIds.Count != manifest.Layers.Count)
        {
            throw OciJson.Unreadable(
                "an image", $"its manifest has {Plural.Of(manifest.Layers.Count, "layer")}, its configuration {diffIds.Count}");
        }

        var said = (configuration.History ?? []).Where(entry => !entry.EmptyLayer).Select(entry => entry.CreatedBy ?? "").ToList();
        return [.. manifest.Layers.Select((layer, at) => new ImageLayer(layer, diffIds[at], at < said.Count ? said[at] : ""))];
    }
}

/// <summary>What a reference stands for: one image, or an index with one for each platform.</summary>
/// <param name="Descriptor">The manifest's, or the index's: its digest is the one that is deployed.</param>
/// <param name="Images">The images in the order of the index.</param>
public sealed record PlatformImages(Descriptor Descriptor, IReadOnlyList<StoredImage> Images)
{
    /// <summary>Whether there is an index above the images.</summary>
    public bool IsIndex => Descriptor.MediaType is MediaTypes.Index or MediaTypes.DockerIndex;

    /// <summary>Configurations and layers; what images share is here once.</summary>
    public IReadOnlyList<Descriptor> Blobs { get; } =
        [.. Images.SelectMany(image => image.Manifest.Blobs).DistinctBy(blob => blob.Digest)];

    /// <summary>The layers of all images, each once.</summary>
    public IReadOnlyList<ImageLayer> Layers { get; } =
        [.. Images.SelectMany(image => image.Layers).DistinctBy(layer => layer.Descriptor.Digest)];

    /// <summary>The bytes that a registry stores.</summary>
    public long Size => Blobs.Sum(blob => blob.Size);
}

/// <summary>A layer of an image.</summary>
/// <param name="Descriptor">The compressed blob.</param>
/// <param name="DiffId">The digest of the tar archive before compression.</param>
/// <param name="What">What it holds, in a few words, as the image's history says it.</param>
public sealed record ImageLayer(Descriptor Descriptor, ImageDigest DiffId, string What);
