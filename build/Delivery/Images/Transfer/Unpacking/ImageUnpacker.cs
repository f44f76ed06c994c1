using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images.Transfer.Unpacking;

/// <summary>Turns images of a registry into folders that processes can be started from.</summary>
/// <param name="registry">Where images come from.</param>
/// <param name="folder">Where they are kept, each in <c>sha256-…/rootfs</c>.</param>
public sealed class ImageUnpacker(RegistryClient registry, string folder) : IDisposable
{
    private const string RootName = "rootfs";
    private const string ConfigurationName = "config.json";
    private const string TemporarySuffix = ".tmp";

    private readonly string _folder = Path.GetFullPath(folder);
    private readonly SemaphoreSlim _gate = new(1, 1);

    /// <summary>Pulls and unpacks an image, unless it is here already. The folder appears whole or not at all.</summary>
    /// <param name="image">The image, with its digest.</param>
    /// <exception cref="DeliveryException">There is no such image, none for this computer, or it is damaged or hostile.</exception>
    public async Task<UnpackedImage> UnpackAsync(ImageReference image, CancellationToken cancellationToken)
    {
        var digest = image.Digest ?? throw new DeliveryException(
            $"{image} is not unpacked", "it has no digest, and a tag can mean another image tomorrow", "name it with its digest");
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var target = Path.Combine(_folder, digest.FileName);
            if (!Directory.Exists(target))
            {
                RemoveLeftovers();
                await BringAsync(image, target, cancellationToken);
            }

            var configuration = await File.ReadAllBytesAsync(Path.Combine(target, ConfigurationName), cancellationToken);
            return new UnpackedImage(Path.Combine(target, RootName), ImageConfiguration.Parse(configuration));
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Removes the images that nothing runs from any more.</summary>
    public void RemoveOthers(IReadOnlyCollection<ImageDigest> kept)
    {
        var names = kept.Select(digest => digest.FileName).ToHashSet();
        foreach (var unused in Folders().Where(path => !names.Contains(Path.GetFileName(path))))
        {
            Directory.Delete(unused, recursive: true);
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task BringAsync(ImageReference image, string target, CancellationToken cancellationToken)
    {
        var staging = $"{target}.{Path.GetRandomFileName()}{TemporarySuffix}";
        try
        {
            var stored = await new ImageTransfer(registry).ReadAsync(image, ImagePlatform.Here, cancellationToken);
            var extractor = new LayerExtractor(Path.Combine(staging, RootName), UnpackLimits.Default);
            foreach (var layer in stored.Manifest.Layers)
            {
                await ApplyAsync(image, layer, Path.Combine(staging, layer.Digest.FileName), extractor, cancellationToken);
            }

            AtomicFile.WriteAllBytes(Path.Combine(staging, ConfigurationName), OciJson.Write(stored.Configuration));
            Directory.Move(staging, target);
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            throw WriteFailure.Of(staging, exception);
        }
        finally
        {
            if (Directory.Exists(staging))
            {
                Directory.Delete(staging, recursive: true);
            }
        }
    }

    private async Task ApplyAsync(
        ImageReference image, Descriptor layer, string file, LayerExtractor extractor, CancellationToken cancellationToken)
    {
        await registry.PullBlobAsync(image, layer, file, cancellationToken);
        await using (var content = File.OpenRead(file))
        {
            var isCompressed = layer.MediaType switch
            {
                MediaTypes.Layer or MediaTypes.DockerLayer => true,
                MediaTypes.UncompressedLayer => false,
                _ => throw OciJson.Unreadable(image.ToString(), $"a layer is of the media type `{Untrusted.Shown(layer.MediaType)}`"),
            };
            await extractor.ApplyAsync(content, isCompressed, cancellationToken);
        }

        File.Delete(file);
    }

    /// <summary>What runs that were killed have left. Two builds never unpack at once: the lab's lock sees to that.</summary>
    private void RemoveLeftovers()
    {
        foreach (var leftover in Folders().Where(path => path.EndsWith(TemporarySuffix, StringComparison.Ordinal)))
        {
            Directory.Delete(leftover, recursive: true);
        }
    }

    private IEnumerable<string> Folders() => Directory.Exists(_folder) ? Directory.EnumerateDirectories(_folder, "sha256-*") : [];
}

/// <summary>What an image may take of this computer when it is unpacked.</summary>
/// <param name="Bytes">Of all its files together.</param>
/// <param name="Entries">Files, folders and links of all its layers together.</param>
public sealed record UnpackLimits(long Bytes, int Entries)
{
    /// <summary>2 GiB and 200,000 entries.</summary>
    public static readonly UnpackLimits Default = new(2L * 1024 * 1024 * 1024, 200_000);
}

/// <summary>An image as a folder.</summary>
/// <param name="RootFolder">The absolute path of its root file system.</param>
public sealed record UnpackedImage(string RootFolder, ImageConfiguration Configuration);
