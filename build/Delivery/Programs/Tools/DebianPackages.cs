using System.Globalization;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>
/// Downloads packages of Debian, or of a distribution made from it, without root and without a trace on the system: apt works on lists
/// and caches of its own under <c>.tools</c>. The lists (20 MB and some seconds) are fetched at the first download and kept until
/// <see cref="Dispose"/>.
/// </summary>
public sealed class DebianPackages(ToolEnvironment environment, ICommandRunner runner, IDeliveryLog log) : IDisposable
{
    private static readonly Regex Line = new(
        @"^'[^']+' (?<file>(?<package>[^_\s]+)_(?<version>[^_\s]+)_[^_\s]+\.deb) (?<size>\d+) ", RegexOptions.Multiline);

    private const string FolderPrefix = "apt-";
    private const string LockName = "lock";
    private const string Apt = "apt-get";
    private const string Dpkg = "dpkg-deb";
    private const string Hint = "check whether this computer reaches its package mirror (`apt-get update`)";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly SemaphoreSlim _gate = new(1, 1);
    private readonly string _folder = Path.Combine(environment.Folder, FolderPrefix + Guid.NewGuid().ToString("N")[..8]);
    private FileLock? _held;
    private readonly HashSet<string> _listed = [];

    /// <summary>Whether this computer has apt and dpkg.</summary>
    public bool IsAvailable => environment.SearchPath.First(Apt) is not null && environment.SearchPath.First(Dpkg) is not null;

    /// <summary>
    /// Downloads packages into a folder, in the version that the distribution would install. Dependencies are not followed.
    /// </summary>
    /// <param name="packages">Their names.</param>
    /// <param name="architecture">The processor that they are for, in Debian's words; this computer's own when null.</param>
    /// <returns>The files in the order of the packages' names.</returns>
    /// <exception cref="DeliveryException">apt is not there, can't reach its mirror or does not know a package.</exception>
    public async Task<IReadOnlyList<DebianPackageFile>> DownloadAsync(
        IReadOnlyList<string> packages, string folder, CancellationToken cancellationToken, string? architecture = null)
    {
        await _gate.WaitAsync(cancellationToken);
        try
        {
            var state = await FetchListsAsync(architecture, cancellationToken);
            Directory.CreateDirectory(folder);
            var listing = await AptAsync([.. state, "--print-uris", "download", .. packages], folder, cancellationToken);
            var files = Parse(listing.Output, folder);
            log.Information($"downloading Debian's {Describe(files)}");
            await AptAsync([.. state, "download", .. packages], folder, cancellationToken);
            return files;
        }
        finally
        {
            _gate.Release();
        }
    }

    /// <summary>Unpacks the files of a package into a folder, as <c>dpkg-deb -x</c> does; nothing of the package is run.</summary>
    public async Task ExtractAsync(string packageFile, string folder, CancellationToken cancellationToken) =>
        await runner.RunAsync(new Command(PathOf(Dpkg), "-x", packageFile, folder), cancellationToken);

    /// <summary>A package's <c>control</c> file, with its name and version.</summary>
    public async Task<string> RecordAsync(string packageFile, CancellationToken cancellationToken) =>
        (await runner.RunAsync(new Command(PathOf(Dpkg), "--field", packageFile), cancellationToken)).Output;

    /// <summary>Removes the lists.</summary>
    public void Dispose()
    {
        _held?.Dispose();
        if (_held is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }

        _gate.Dispose();
    }

    /// <summary>Reads what <c>apt-get --print-uris download</c> prints: one line <c>'uri' file size digest</c> for each package.</summary>
    internal static IReadOnlyList<DebianPackageFile> Parse(string listing, string folder) =>
        [.. Line.Matches(listing)
            .Select(match => new DebianPackageFile(
                match.Groups["package"].Value,
                Uri.UnescapeDataString(match.Groups["version"].Value),
                Path.Combine(folder, match.Groups["file"].Value),
                long.Parse(match.Groups["size"].Value, CultureInfo.InvariantCulture)))
            .OrderBy(file => file.Package, StringComparer.Ordinal)];

    /// <summary>Fetches the lists for a processor once, and returns the options by which apt finds them.</summary>
    private async Task<string[]> FetchListsAsync(string? architecture, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(_folder, architecture ?? "own");
        string[] processor = architecture is null
            ? []
            : ["-o", $"APT::Architecture={architecture}", "-o", $"APT::Architectures={architecture}"];
        string[] state = ["-o", $"Dir::State::lists={folder}/lists", "-o", $"Dir::Cache={folder}/cache", .. processor];
        if (_listed.Contains(folder))
        {
            return state;
        }

        if (_held is null)
        {
            RemoveLeftovers();
            _held = FileLock.TryAcquire(Path.Combine(_folder, LockName));
        }

        Directory.CreateDirectory(Path.Combine(folder, "lists", "partial"));
        Directory.CreateDirectory(Path.Combine(folder, "cache", "archives", "partial"));
        await AptAsync([.. state, "update"], _folder, cancellationToken);
        _listed.Add(folder);
        return state;
    }

    /// <summary>Removes the lists of builds that were killed: those whose lock nobody holds.</summary>
    private void RemoveLeftovers()
    {
        Directory.CreateDirectory(environment.Folder);
        foreach (var folder in Directory.EnumerateDirectories(environment.Folder, FolderPrefix + "*"))
        {
            try
            {
                using var abandoned = FileLock.TryAcquire(Path.Combine(folder, LockName));
                if (abandoned is not null)
                {
                    Directory.Delete(folder, recursive: true);
                }
            }
            catch (IOException exception)
            {
                log.Detail($"{folder} is being removed by another build: {exception.Message}");
            }
        }
    }

    private Task<CommandResult> AptAsync(IReadOnlyList<string> arguments, string workingDirectory, CancellationToken cancellationToken) =>
        runner.RunAsync(
            new Command(
                PathOf(Apt),
                [
                    "--quiet",
                    // As root apt would hand the download to the user _apt, who may not write here.
                    "-o", "APT::Sandbox::User=root",
                    "-o", "Acquire::Retries=2",
                    "-o", "Acquire::Languages=none",
                    "-o", "Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false",
                    .. arguments,
                ])
            {
                WorkingDirectory = workingDirectory,
                Environment = new Dictionary<string, string?> { ["LC_ALL"] = "C.UTF-8", ["DEBIAN_FRONTEND"] = "noninteractive" },
                Timeout = Patience,
                Hint = Hint,
            },
            cancellationToken);

    private string PathOf(string program) => environment.SearchPath.First(program) ?? program;

    private static string Describe(IReadOnlyList<DebianPackageFile> files)
    {
        var names = string.Join(", ", files.Select(file => $"{file.Package} {file.Version}"));
        var megabytes = files.Sum(file => file.Bytes) / 1e6;
        return string.Create(CultureInfo.InvariantCulture, $"{Plural.Word(files.Count, "package")} {names} ({megabytes:0.#} MB)");
    }
}

/// <summary>
/// A package of Debian or a distribution made from it, in the version that this distribution has. The version is not pinned: a point
/// release replaces the file and takes the old one away. apt checks each download against the distribution's signed lists.
/// </summary>
/// <remarks>
/// The generated reader sets what the file leaves out to null, past an initial value: each property sees to its own default.
/// </remarks>
public sealed record DebianSource : ToolSource
{
    public required string Package { get; init; }

    /// <summary>SHA-256 digests in hexadecimal, by file name: a file that is listed must match.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>Absolute folders below <c>/usr</c> that its programs read; they move with them (<see cref="Relocation"/>).</summary>
    public IReadOnlyList<string> Data { get; init => field = value ?? field; } = [];

    [JsonIgnore]
    public override string Folder => $"debian-{Package}";

    [JsonIgnore]
    public override string Title => $"Debian's package {Package}";
}

/// <summary>Downloads programs from the distribution's packages.</summary>
internal sealed class DebianFetcher(DebianPackages packages, IDeliveryLog log)
{
    /// <summary>Why apt can't be used here; null when it can.</summary>
    public string? Obstacle => packages.IsAvailable ? null : "apt-get and dpkg-deb are not on PATH";

    /// <summary>Downloads the package into a scratch folder, checks it and moves the programs to their destinations.</summary>
    /// <param name="scratch">A folder that the caller removes.</param>
    /// <param name="destinations">Absolute paths for the programs, by their path in the package.</param>
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

/// <summary>A package file (<c>.deb</c>) that apt downloaded and checked against the distribution's signed lists.</summary>
/// <param name="Package">The package's name.</param>
/// <param name="Version">Its version in the distribution, such as <c>2.36-9+deb12u14</c>.</param>
/// <param name="Path">The absolute path of the file.</param>
/// <param name="Bytes">Its size in bytes.</param>
public sealed record DebianPackageFile(string Package, string Version, string Path, long Bytes);
