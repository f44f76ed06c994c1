using System.Text;
using GitOpsDemo.Delivery.Images.Layers;

namespace GitOpsDemo.Delivery.Images.Bases;

/// <summary>
/// A base image of one layer from the distribution's packages: what a self-contained .NET service needs of an operating system and
/// nothing more, no shell. It is made once and kept by the digest of its recipe.
/// </summary>
/// <param name="packages">Where the packages come from.</param>
/// <param name="folder">Where base images are kept, such as <c>.tools/images</c>.</param>
/// <param name="log">Says that packages are brought.</param>
public sealed class PackagesBaseImage(IDistributionPackages packages, string folder, IDeliveryLog log) : IBaseImageSource
{
    /// <summary>Changes whenever the recipe below does, so that kept images of an older recipe are not used.</summary>
    private const string Recipe = "2";

    private static readonly string[] Names = ["libc6", "libgcc-s1", "libstdc++6", "libssl3", "ca-certificates", "tzdata"];

    private string Folder => Path.Combine(folder, ImageDigest.Of(Encoding.UTF8.GetBytes(string.Join(' ', [Recipe, .. Names]))).FileName);

    /// <inheritdoc/>
    public string Name => $"the distribution's {string.Join(' ', Names)}";

    /// <inheritdoc/>
    public async Task<BaseImage> GetAsync(CancellationToken cancellationToken)
    {
        var layout = new ImageLayout(Folder);
        return new BaseImage(Name, layout, layout.Read() ?? await MakeAsync(layout, cancellationToken));
    }

    private async Task<StoredImage> MakeAsync(ImageLayout layout, CancellationToken cancellationToken)
    {
        if (!packages.IsAvailable)
        {
            throw new DeliveryException(
                "a base image can't be made",
                "this computer has no apt, or another processor than the image is for",
                "let it reach the base image's registry, or build once on Debian or Ubuntu for amd64");
        }

        RemoveLeftovers();
        log.Information($"making a base image from {Name}");
        var scratch = Directory.CreateDirectory(Path.Combine(folder, $".{Path.GetRandomFileName()}")).FullName;
        try
        {
            await packages.UnpackAsync(Names, scratch, cancellationToken);
            var layer = await OperatingSystemLayer.Of(scratch)
                .WriteAsync(layout, $"base: {string.Join(' ', Names)}", [], cancellationToken);
            return await ImageAssembler.WriteAsync(
                layout, null, [layer], OperatingSystemLayer.Container, ImagePlatform.LinuxAmd64, created: null, cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    /// <summary>What builds that were killed have left. Two builds of a checkout never run at once.</summary>
    private void RemoveLeftovers()
    {
        foreach (var leftover in Directory.Exists(folder) ? Directory.GetDirectories(folder, ".*") : [])
        {
            Directory.Delete(leftover, recursive: true);
        }
    }
}
