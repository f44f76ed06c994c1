using GitOpsDemo.Delivery.Tools;

namespace GitOpsDemo.Delivery.Images.Bases;

/// <summary>The packages of Debian, or of a distribution made from it.</summary>
/// <param name="debian">Downloads and unpacks them.</param>
/// <param name="computer">Says what they are made for: apt brings those of the computer that it runs on.</param>
public sealed class DistributionPackages(DebianPackages debian, ToolEnvironment computer) : IDistributionPackages
{
    /// <inheritdoc/>
    public bool IsAvailable => debian.IsAvailable && computer.Platform.Architecture == ImagePlatform.LinuxAmd64.Architecture;

    /// <inheritdoc/>
    public async Task UnpackAsync(IReadOnlyList<string> packages, string folder, CancellationToken cancellationToken)
    {
        var downloads = Directory.CreateDirectory($"{folder}.downloads").FullName;
        try
        {
            foreach (var file in await debian.DownloadAsync(packages, downloads, cancellationToken))
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
        await File.WriteAllTextAsync(Path.Combine(records, file.Package), await debian.RecordAsync(file.Path, cancellationToken), cancellationToken);
    }
}
