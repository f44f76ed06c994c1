using System.Globalization;

namespace GitOpsDemo.Delivery.Doctor;

/// <summary>Room for what is compiled, brought, and kept by the lab.</summary>
/// <param name="folder">A folder on the disk that is meant.</param>
/// <param name="bytes">How much has to be free.</param>
public sealed class DiskRequirement(string folder, long bytes) : IRequirement
{
    private const double Gigabyte = 1e9;

    /// <inheritdoc/>
    public string Name => "disk space";

    /// <inheritdoc/>
    public string Needs => $"{Gigabytes(bytes)} free at {folder}";

    /// <inheritdoc/>
    public Task<string> FindAsync(CancellationToken cancellationToken)
    {
        var free = new DriveInfo(folder).AvailableFreeSpace;
        return free >= bytes
            ? Task.FromResult($"{Gigabytes(free)} free")
            : throw new DeliveryException("the disk is full", $"found {Gigabytes(free)} free", "make room, or work in a checkout on another disk");
    }

    private static string Gigabytes(long bytes) => (bytes / Gigabyte).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
