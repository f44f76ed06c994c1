namespace GitOpsDemo.Delivery.Images.Build.Bases;

/// <summary>The first base image that can be had for a platform, found once for each run.</summary>
/// <param name="sources">The ways to get one, best first; the last one's failure is reported.</param>
/// <param name="log">Says which one it is, and why not a better one.</param>
public sealed class BaseImages(IReadOnlyList<IBaseImageSource> sources, IDeliveryLog log) : IDisposable
{
    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly Dictionary<ImagePlatform, BaseImage> _found = [];

    /// <summary>The base image for a platform.</summary>
    /// <exception cref="DeliveryException">No source has one.</exception>
    public async Task<BaseImage> GetAsync(ImagePlatform platform, CancellationToken cancellationToken)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            return _found.TryGetValue(platform, out var found) ? found : _found[platform] = await FindAsync(platform, cancellationToken);
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    private async Task<BaseImage> FindAsync(ImagePlatform platform, CancellationToken cancellationToken)
    {
        foreach (var source in sources.SkipLast(1))
        {
            try
            {
                return await source.GetAsync(platform, cancellationToken);
            }
            catch (DeliveryException exception)
            {
                log.Information($"base image {source.Name} is not available for {platform} ({exception.Why}); trying the next one");
            }
        }

        return await sources[^1].GetAsync(platform, cancellationToken);
    }
}

/// <summary>A way to get an image to build upon.</summary>
public interface IBaseImageSource
{
    /// <summary>What it is, for messages.</summary>
    string Name { get; }

    /// <summary>Gets the image for a platform.</summary>
    /// <exception cref="DeliveryException">It can't be had from here.</exception>
    Task<BaseImage> GetAsync(ImagePlatform platform, CancellationToken cancellationToken);
}

/// <summary>An image to build upon, on this computer.</summary>
/// <param name="Name">What it is, such as <c>mcr.microsoft.com/dotnet/runtime-deps:10.0-noble-chiseled</c>.</param>
/// <param name="Layout">Where its blobs are.</param>
/// <param name="Image">Its manifest and configuration.</param>
public sealed record BaseImage(string Name, ImageLayout Layout, StoredImage Image);
