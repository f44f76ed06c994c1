namespace GitOpsDemo.Delivery.Tools;

/// <summary>Brings programs out of the distribution's packages.</summary>
internal sealed class DebianFetcher(DebianPackages packages, IDeliveryLog log)
{
    /// <summary>Why apt can't be used here; null when it can.</summary>
    public string? Obstacle => packages.IsAvailable ? null : "apt-get and dpkg-deb are not on PATH";

    /// <summary>Downloads the package into a scratch folder, checks it and moves the programs to their destinations.</summary>
    /// <param name="source">The package.</param>
    /// <param name="scratch">A folder that the caller removes.</param>
    /// <param name="destinations">Absolute paths for the programs, by their path in the package.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task FetchAsync(
        DebianSource source, string scratch, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var file = (await packages.DownloadAsync([source.Package], scratch, cancellationToken)).Single().Path;
        if (source.Digests.TryGetValue(Path.GetFileName(file), out var digest))
        {
            await Checksum.RequireSha256Async(file, digest, cancellationToken);
        }
        else
        {
            log.Detail($"{Path.GetFileName(file)} has no digest in build/tools.json; apt checked it against the signed lists");
        }

        var unpacked = Path.Combine(scratch, "unpacked");
        await packages.ExtractAsync(file, unpacked, cancellationToken);
        foreach (var (path, destination) in destinations)
        {
            File.Move(Path.Combine(unpacked, path), destination);
        }

        foreach (var data in source.Data)
        {
            await MoveDataAsync(data, unpacked, destinations.Values, cancellationToken);
        }
    }

    private static async Task MoveDataAsync(string data, string unpacked, IEnumerable<string> programs, CancellationToken cancellationToken)
    {
        var found = false;
        foreach (var program in programs)
        {
            found |= await Relocation.ApplyAsync(program, data, cancellationToken);
        }

        if (!found)
        {
            throw new DeliveryException(
                "the package can't be used outside /usr", $"no program of it names {data}", "correct its `data` in build/tools.json");
        }

        var target = Path.Combine(Path.GetDirectoryName(programs.First())!, Relocation.RelativePath(data));
        Directory.CreateDirectory(Path.GetDirectoryName(target)!);
        Directory.Move(unpacked + data, target);
    }
}
