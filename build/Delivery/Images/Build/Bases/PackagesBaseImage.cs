using System.Text;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Delivery.Images.Build.Bases;

/// <summary>
/// A base image of one layer from the distribution's packages: what a self-contained .NET service needs of an operating system and
/// nothing more, no shell. It is made once and kept by the digest of its recipe.
/// </summary>
/// <param name="packages">Where the packages come from.</param>
/// <param name="folder">Where base images are kept, such as <c>.tools/images</c>.</param>
/// <param name="log">Says that packages are downloaded.</param>
/// <param name="hasCultures">Whether it has the data of cultures (ICU), too: 37 MB.</param>
public sealed class PackagesBaseImage(
    IDistributionPackages packages, string folder, IDeliveryLog log, bool hasCultures = false) : IBaseImageSource
{
    /// <summary>Changes whenever the recipe below does, so that kept images of an older recipe are not used.</summary>
    private const string Recipe = "3";

    private static readonly string[] Least = ["libc6", "libgcc-s1", "libstdc++6", "libssl3", "ca-certificates", "tzdata"];

    /// <summary>In Debian's and Ubuntu's releases ICU's package is called by its version: the first that there is.</summary>
    private static readonly string[] Icu = ["libicu72", "libicu74", "libicu76", "libicu78", "libicu70"];

    private string[] Names => hasCultures ? [.. Least, "libicu"] : Least;

    public string Name => $"the distribution's {string.Join(' ', Names)}";

    public async Task<BaseImage> GetAsync(ImagePlatform platform, CancellationToken cancellationToken)
    {
        var recipe = ImageDigest.Of(Encoding.UTF8.GetBytes(string.Join(' ', [Recipe, platform.ToString(), .. Names])));
        var layout = new ImageLayout(Path.Combine(folder, recipe.FileName));
        return new BaseImage(Name, layout, layout.Read() ?? await MakeAsync(layout, platform, cancellationToken));
    }

    private async Task<StoredImage> MakeAsync(ImageLayout layout, ImagePlatform platform, CancellationToken cancellationToken)
    {
        if (!packages.IsAvailable)
        {
            throw new DeliveryException(
                "a base image can't be made",
                "this computer has no apt",
                "let it reach the base image's registry, or build once on Debian or Ubuntu");
        }

        RemoveLeftovers();
        log.Information($"making a base image for {platform} from {Name}");
        var scratch = Directory.CreateDirectory(Path.Combine(folder, $".{Path.GetRandomFileName()}")).FullName;
        try
        {
            await packages.UnpackAsync(Least, platform, scratch, cancellationToken);
            if (hasCultures)
            {
                await UnpackIcuAsync(platform, scratch, cancellationToken);
            }

            var layer = await OperatingSystemLayer.Of(scratch)
                .WriteAsync(layout, $"base: {string.Join(' ', Names)}", [], cancellationToken);
            return await ImageAssembler.WriteAsync(
                layout, new(Origin: null, [layer], OperatingSystemLayer.Container, platform), cancellationToken);
        }
        finally
        {
            Directory.Delete(scratch, recursive: true);
        }
    }

    private async Task UnpackIcuAsync(ImagePlatform platform, string scratch, CancellationToken cancellationToken)
    {
        foreach (var name in Icu.SkipLast(1))
        {
            try
            {
                await packages.UnpackAsync([name], platform, scratch, cancellationToken);
                return;
            }
            catch (DeliveryException exception)
            {
                log.Detail($"{name} is not this distribution's: {exception.Why}");
            }
        }

        await packages.UnpackAsync([Icu[^1]], platform, scratch, cancellationToken);
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

/// <summary>The packages of the distribution that this computer runs, without installing them.</summary>
public interface IDistributionPackages
{
    bool IsAvailable { get; }

    /// <summary>Downloads packages for a platform and unpacks their files into one folder; nothing of them is run.</summary>
    /// <exception cref="DeliveryException">A package is unknown or can't be downloaded.</exception>
    Task UnpackAsync(IReadOnlyList<string> packages, ImagePlatform platform, string folder, CancellationToken cancellationToken);
}

/// <summary>The packages of Debian, or of a distribution made from it.</summary>
/// <param name="debian">Downloads and unpacks them.</param>
/// <param name="computer">The computer whose packages apt downloads by default.</param>
public sealed class DistributionPackages(DebianPackages debian, ToolEnvironment computer) : IDistributionPackages
{
    public bool IsAvailable => debian.IsAvailable;

    public async Task UnpackAsync(
        IReadOnlyList<string> packages, ImagePlatform platform, string folder, CancellationToken cancellationToken)
    {
        // Debian calls the processors that images are made for as Go does.
        var foreign = platform.Architecture == computer.Platform.Architecture ? null : platform.Architecture;
        var downloads = Directory.CreateDirectory($"{folder}.downloads").FullName;
        try
        {
            foreach (var file in await debian.DownloadAsync(packages, downloads, cancellationToken, foreign))
            {
                await debian.ExtractAsync(file.Path, folder, cancellationToken);
                await KeepRecordAsync(file, folder, cancellationToken);
            }
        }
        finally
        {
            Directory.Delete(downloads, recursive: true);
        }
    }

    /// <summary>Where images without dpkg have what scanners and the SBOM look for.</summary>
    private async Task KeepRecordAsync(DebianPackageFile file, string folder, CancellationToken cancellationToken)
    {
        var records = Directory.CreateDirectory(Path.Combine(folder, "var", "lib", "dpkg", "status.d")).FullName;
        await File.WriteAllTextAsync(
            Path.Combine(records, file.Package), await debian.RecordAsync(file.Path, cancellationToken), cancellationToken);
    }
}
