using GitOpsDemo.Delivery.Images.Build.Bases;

namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>Puts a base image, further layers and a configuration together to an image in a layout.</summary>
public static class ImageAssembler
{
    /// <summary>Makes an image the only one of a layout. The same parts give the same digest.</summary>
    /// <inheritdoc cref="AddAsync"/>
    public static async Task<StoredImage> WriteAsync(ImageLayout layout, ImageParts parts, CancellationToken cancellationToken)
    {
        var image = await AddAsync(layout, parts, cancellationToken);
        layout.SetImage(image.Descriptor);
        return image;
    }

    /// <summary>Adds the blobs of an image to a layout, and changes nothing else in it.</summary>
    /// <param name="layout">Where the further layers already are and the image goes.</param>
    public static async Task<StoredImage> AddAsync(ImageLayout layout, ImageParts parts, CancellationToken cancellationToken)
    {
        var (origin, platform) = (parts.Origin, parts.Platform);
        if (origin is not null)
        {
            await layout.CopyFromAsync(origin.Layout, origin.Image.Manifest.Layers, cancellationToken);
        }

        var when = parts.Created is { } time ? OciJson.Time(time) : null;
        IReadOnlyList<ImageLayer> all = [.. (origin?.Image.Layers ?? []).Select(AsOci), .. parts.Layers];
        var configuration = new ImageConfiguration(
            platform.Architecture, platform.Os, new RootFileSystem("layers", [.. all.Select(layer => layer.DiffId)]))
        {
            Created = when,
            Container = parts.Container,
            History = [.. all.Select(layer => new HistoryEntry { Created = when, CreatedBy = layer.What })],
        };
        var manifest = new ImageManifest(
            2, layout.Add(MediaTypes.Configuration, OciJson.Write(configuration)), [.. all.Select(layer => layer.Descriptor)])
        {
            MediaType = MediaTypes.Manifest,
        };
        var descriptor = layout.Add(MediaTypes.Manifest, OciJson.Write(manifest)) with { Platform = platform };
        return new StoredImage(descriptor, manifest, configuration);
    }

    /// <summary>Adds an index of images, in the order that is given. The same images give the same digest.</summary>
    public static Descriptor AddIndex(ImageLayout layout, IEnumerable<StoredImage> images) =>
        layout.Add(MediaTypes.Index, ImageIndex.Of(images).ToJson());

    /// <summary>
    /// A configuration on top of the base image's: environment and labels add to it and win, everything else that is set replaces.
    /// </summary>
    public static ContainerConfiguration Over(ContainerConfiguration origin, ContainerConfiguration own) => new()
    {
        User = own.User ?? origin.User,
        ExposedPorts = own.ExposedPorts ?? origin.ExposedPorts,
        Environment = Merged(origin.Environment ?? [], own.Environment ?? []),
        EntryPoint = own.EntryPoint ?? origin.EntryPoint,
        Arguments = own.EntryPoint is null ? own.Arguments ?? origin.Arguments : own.Arguments,
        WorkingDirectory = own.WorkingDirectory ?? origin.WorkingDirectory,
        Labels = Merged(origin.Labels, own.Labels),
        StopSignal = own.StopSignal ?? origin.StopSignal,
    };

    /// <summary>Docker's name for the same bytes has no place in an OCI manifest.</summary>
    private static ImageLayer AsOci(ImageLayer layer) => layer.Descriptor.MediaType == MediaTypes.DockerLayer
        ? layer with { Descriptor = layer.Descriptor with { MediaType = MediaTypes.Layer } }
        : layer;

    private static IReadOnlyList<string> Merged(IReadOnlyList<string> origin, IReadOnlyList<string> own)
    {
        static string NameOf(string variable) => variable.Split('=', 2)[0];
        var replaced = own.Select(NameOf).ToHashSet();
        return [.. origin.Where(variable => !replaced.Contains(NameOf(variable))), .. own];
    }

    private static SortedDictionary<string, string> Merged(
        IReadOnlyDictionary<string, string>? origin, IReadOnlyDictionary<string, string>? own)
    {
        var merged = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in (origin ?? new Dictionary<string, string>()).Concat(own ?? new Dictionary<string, string>()))
        {
            merged[name] = value;
        }

        return merged;
    }
}

/// <summary>What an image is made of.</summary>
/// <param name="Origin">The base image; null for an image of its own.</param>
/// <param name="Layers">The layers above it, lowest first.</param>
/// <param name="Container">What containers start with; see <see cref="ImageAssembler.Over"/>.</param>
/// <param name="Platform">What the image runs on.</param>
public sealed record ImageParts(
    BaseImage? Origin, IReadOnlyList<ImageLayer> Layers, ContainerConfiguration Container, ImagePlatform Platform)
{
    /// <summary>When the sources were committed, not when the image was made; null leaves it out.</summary>
    public DateTimeOffset? Created { get; init; }
}
