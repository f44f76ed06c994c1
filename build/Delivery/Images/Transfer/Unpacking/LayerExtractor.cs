using System.Formats.Tar;
using System.IO.Compression;

namespace GitOpsDemo.Delivery.Images.Transfer.Unpacking;

/// <summary>Applies layers, lowest first, to a folder (OCI image specification, "Applying Changesets").</summary>
/// <param name="folder">The absolute path of the root file system.</param>
/// <remarks>Owners are not kept, and no file can give its reader another user's rights: who unpacks is not always root.</remarks>
internal sealed class LayerExtractor(string folder, UnpackLimits limits)
{
    private const string Whiteout = ".wh.";
    private const string OpaqueWhiteout = ".wh..wh..opq";

    private const UnixFileMode Owner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode Permissions = Owner
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute
        | UnixFileMode.StickyBit;

    private readonly RootFolder _root = new(folder);
    private long _bytes;
    private int _entries;

    /// <summary>Applies one layer.</summary>
    /// <exception cref="DeliveryException">It is no tar archive, names something outside the root, or is too large.</exception>
    public async Task ApplyAsync(Stream layer, bool isCompressed, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(folder);
        await using var content = isCompressed ? new GZipStream(layer, CompressionMode.Decompress) : layer;
        await using var reader = new TarReader(content);
        var own = new HashSet<string>();
        while (await NextAsync(reader, cancellationToken) is { } entry)
        {
            Count(entry.Length);
            await ApplyAsync(entry, own, cancellationToken);
        }
    }

    /// <summary>The next entry. A damaged header makes the reader fail in many ways: any exception means a damaged archive.</summary>
    private static async Task<TarEntry?> NextAsync(TarReader reader, CancellationToken cancellationToken)
    {
        try
        {
            return await reader.GetNextEntryAsync(copyData: false, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw Damaged(exception);
        }
    }

    private static DeliveryException Damaged(Exception exception) =>
        new("the image can't be unpacked", $"a layer is damaged: {Untrusted.Shown(exception.Message)}", "push the image again", exception);

    private async Task ApplyAsync(TarEntry entry, HashSet<string> own, CancellationToken cancellationToken)
    {
        if (_root.PathOf(entry.Name) is not { } path)
        {
            return;
        }

        var name = Path.GetFileName(path);
        if (name == OpaqueWhiteout)
        {
            RemoveLower(Path.GetDirectoryName(path)!, own);
        }
        else if (name.StartsWith(Whiteout, StringComparison.Ordinal))
        {
            Remove(_root.PathOf($"{entry.Name.TrimEnd('/')[..^name.Length]}{name[Whiteout.Length..]}"));
        }
        else
        {
            own.Add(path);
            await CreateAsync(entry, path, cancellationToken);
        }
    }

    private async Task CreateAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        switch (entry.EntryType)
        {
            case TarEntryType.Directory:
                if (!IsRealFolder(path))
                {
                    Remove(path);
                    Directory.CreateDirectory(path);
                }

                SetMode(path, entry.Mode | Owner);
                break;
            case TarEntryType.RegularFile or TarEntryType.V7RegularFile or TarEntryType.ContiguousFile:
                Remove(path);
                await WriteAsync(entry, path, cancellationToken);
                SetMode(path, entry.Mode);
                break;
            case TarEntryType.SymbolicLink:
                Remove(path);
                File.CreateSymbolicLink(path, _root.LinkTarget(path, entry.LinkName));
                break;
            case TarEntryType.HardLink:
                var source = SourceOf(entry);
                Count(new FileInfo(source).Length);
                Remove(path);
                File.Copy(source, path);
                break;
            default:
                // Devices and pipes need root to be made, and nothing that runs without root reads them.
                break;
        }
    }

    private static async Task WriteAsync(TarEntry entry, string path, CancellationToken cancellationToken)
    {
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        try
        {
            await (entry.DataStream ?? Stream.Null).CopyToAsync(file, cancellationToken);
        }
        catch (Exception exception) when (exception is InvalidDataException or EndOfStreamException)
        {
            throw Damaged(exception);
        }
    }

    /// <summary>The file that a hard link means. A symbolic link in its place could lead elsewhere from here than from there.</summary>
    private string SourceOf(TarEntry entry) =>
        _root.PathOf(entry.LinkName) is { } source && new FileInfo(source) is { Exists: true, LinkTarget: null }
            ? source
            : throw new DeliveryException(
                "the image can't be unpacked",
                $"`{Untrusted.Shown(entry.Name)}` is a hard link to `{Untrusted.Shown(entry.LinkName)}`, which is not a file of the image",
                "push the image again");

    /// <summary>Empties a folder of what lower layers put there.</summary>
    private static void RemoveLower(string path, HashSet<string> own)
    {
        bool IsOwn(string item) => own.Any(kept => kept == item || kept.StartsWith($"{item}/", StringComparison.Ordinal));
        foreach (var item in Directory.EnumerateFileSystemEntries(path).Where(item => !IsOwn(item)))
        {
            Remove(item);
        }
    }

    private static void Remove(string? path)
    {
        if (path is not null && IsRealFolder(path))
        {
            Directory.Delete(path, recursive: true);
        }
        else if (path is not null)
        {
            File.Delete(path);
        }
    }

    private static bool IsRealFolder(string path) => new DirectoryInfo(path) is { Exists: true, LinkTarget: null };

    private static void SetMode(string path, UnixFileMode mode)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, mode & Permissions);
        }
    }

    private void Count(long bytes)
    {
        _bytes += bytes;
        if (++_entries > limits.Entries || _bytes > limits.Bytes)
        {
            throw new DeliveryException(
                "the image can't be unpacked",
                $"it holds more than {limits.Bytes / (1024 * 1024)} MiB or {limits.Entries} files",
                "run it with a container engine instead");
        }
    }
}
