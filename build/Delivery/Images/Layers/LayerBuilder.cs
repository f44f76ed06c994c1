using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GitOpsDemo.Delivery.Images.Layers;

/// <summary>
/// Makes a layer that is the same, byte for byte, for the same content: entries in the order of their names, one modification time,
/// owners and permissions that come from the content and not from the file system of the computer that builds.
/// </summary>
public sealed class LayerBuilder
{
    private const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    private const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    private const UnixFileMode Anyone = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute
        | UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly SortedDictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Adds what is in a folder. Symbolic links stay links.</summary>
    /// <param name="source">The folder on this computer.</param>
    /// <param name="rename">The path in the image for a path relative to <paramref name="source"/> (with slashes), or null to leave it out.</param>
    public LayerBuilder AddFolder(string source, Func<string, string?> rename)
    {
        foreach (var item in new DirectoryInfo(source).EnumerateFileSystemInfos("*", new EnumerationOptions { AttributesToSkip = 0, RecurseSubdirectories = true }))
        {
            if (rename(Path.GetRelativePath(source, item.FullName).Replace('\\', '/')) is not { } path)
            {
                continue;
            }

            if (item.LinkTarget is { } target)
            {
                AddLink(path, target);
            }
            else if (item is FileInfo)
            {
                AddFile(path, item.FullName);
            }
            else
            {
                AddFolder(path);
            }
        }

        return this;
    }

    /// <summary>Adds a file: executable when it is a program (ELF, or a script with <c>#!</c>), and readable by all.</summary>
    public LayerBuilder AddFile(string path, string source) =>
        Add(path, new LayerEntry(TarEntryType.RegularFile, IsProgram(source) ? Executable : Readable, Open: () => File.OpenRead(source)));

    /// <summary>Adds a text file in UTF-8.</summary>
    public LayerBuilder AddText(string path, string content) =>
        Add(path, new LayerEntry(TarEntryType.RegularFile, Readable, Open: () => new MemoryStream(Encoding.UTF8.GetBytes(content))));

    /// <summary>Adds a folder, of root unless another owner is given.</summary>
    public LayerBuilder AddFolder(string path, int owner = 0) => Add(path, new LayerEntry(TarEntryType.Directory, Executable, owner));

    /// <summary>Adds a folder that everybody may write to, but where only the owner removes a file (mode 1777).</summary>
    public LayerBuilder AddSharedFolder(string path) => Add(path, new LayerEntry(TarEntryType.Directory, Anyone | UnixFileMode.StickyBit));

    /// <summary>Adds a symbolic link.</summary>
    public LayerBuilder AddLink(string path, string target) =>
        Add(path, new LayerEntry(TarEntryType.SymbolicLink, Anyone, Target: target));

    /// <summary>Writes the layer into a layout, unless one with the same content is there already.</summary>
    /// <param name="layout">Where the blob goes.</param>
    /// <param name="what">What the layer holds, for the image's history.</param>
    /// <param name="known">Layers of the layout's present image: one with the same content is not compressed again.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<ImageLayer> WriteAsync(
        ImageLayout layout, string what, IReadOnlyList<ImageLayer> known, CancellationToken cancellationToken)
    {
        await using var archive = new HashingStream(Stream.Null);
        await WriteArchiveAsync(archive, cancellationToken);
        var diffId = archive.Digest();
        if (known.FirstOrDefault(layer => layer.DiffId == diffId && layout.Has(layer.Descriptor)) is { } same)
        {
            return same with { What = what };
        }

        var blob = await layout.AddAsync(
            MediaTypes.Layer,
            async (stream, token) =>
            {
                await using var compressed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
                await WriteArchiveAsync(compressed, token);
            },
            cancellationToken);
        return new ImageLayer(blob, diffId, what);
    }

    private LayerBuilder Add(string path, LayerEntry entry)
    {
        _entries[path] = entry;
        for (var parent = ParentOf(path); parent.Length > 0 && !_entries.ContainsKey(parent); parent = ParentOf(parent))
        {
            _entries[parent] = new LayerEntry(TarEntryType.Directory, Executable);
        }

        return this;
    }

    private static string ParentOf(string path) => path.LastIndexOf('/') is var slash and > 0 ? path[..slash] : "";

    private async Task WriteArchiveAsync(Stream stream, CancellationToken cancellationToken)
    {
        await using var writer = new TarWriter(stream, TarEntryFormat.Gnu, leaveOpen: true);
        foreach (var (path, entry) in _entries)
        {
            await using var content = entry.Open?.Invoke();
            await writer.WriteEntryAsync(entry.ToTar(path, content), cancellationToken);
        }
    }

    private static bool IsProgram(string file)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(file);
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read].StartsWith("\u007fELF"u8) || start[..read].StartsWith("#!"u8);
    }
}
