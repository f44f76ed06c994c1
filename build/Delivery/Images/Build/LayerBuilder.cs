using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>
/// Makes a layer that is the same, byte for byte, for the same content: entries in the order of their names, one modification time,
/// owners and permissions that come from the content and not from the file system of the computer that builds.
/// </summary>
public sealed class LayerBuilder
{
    private readonly SortedDictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Adds what is in a folder. Symbolic links stay links.</summary>
    /// <param name="source">The folder on this computer.</param>
    /// <param name="rename">
    /// The path in the image for a path relative to <paramref name="source"/> (with slashes), or null to leave it out.
    /// </param>
    public LayerBuilder AddFolder(string source, Func<string, string?> rename)
    {
        AddItems(new DirectoryInfo(source), "", rename);
        return this;
    }

    /// <summary>Adds a file: executable when it is a program (ELF, or a script with <c>#!</c>), and readable by all.</summary>
    public LayerBuilder AddFile(string path, string source) =>
        Add(path, new LayerEntry(TarEntryType.RegularFile, ImageFileMode.Of(source), Open: () => File.OpenRead(source)));

    public LayerBuilder AddText(string path, string content)
    {
        var bytes = Encoding.UTF8.GetBytes(content);
        return Add(path, new LayerEntry(TarEntryType.RegularFile, ImageFileMode.Readable, Open: () => new MemoryStream(bytes)));
    }

    /// <summary>Adds a folder, of root unless another owner is given.</summary>
    public LayerBuilder AddFolder(string path, int owner = 0) =>
        Add(path, new LayerEntry(TarEntryType.Directory, ImageFileMode.Executable, owner));

    /// <summary>Adds a folder that everybody may write to, but where only the owner removes a file (mode 1777).</summary>
    public LayerBuilder AddSharedFolder(string path) =>
        Add(path, new LayerEntry(TarEntryType.Directory, ImageFileMode.Open | UnixFileMode.StickyBit));

    public LayerBuilder AddLink(string path, string target) =>
        Add(path, new LayerEntry(TarEntryType.SymbolicLink, ImageFileMode.Open, Target: target));

    /// <summary>Writes the layer into a layout, unless one with the same content is there already.</summary>
    /// <param name="layout">Where the blob goes.</param>
    /// <param name="what">What the layer holds, for the image's history.</param>
    /// <param name="known">Layers of the layout's present image: one with the same content is not compressed again.</param>
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

    /// <summary>Recursion by hand: the framework's own would follow links to folders.</summary>
    private void AddItems(DirectoryInfo folder, string prefix, Func<string, string?> rename)
    {
        foreach (var item in folder.EnumerateFileSystemInfos())
        {
            var (relative, link) = (prefix + item.Name, item.LinkTarget);
            if (rename(relative) is { } path)
            {
                _ = link is not null ? AddLink(path, link) : item is FileInfo ? AddFile(path, item.FullName) : AddFolder(path);
            }

            if (link is null && item is DirectoryInfo inner)
            {
                AddItems(inner, $"{relative}/", rename);
            }
        }
    }

    private LayerBuilder Add(string path, LayerEntry entry)
    {
        _entries[path] = entry;
        for (var parent = ParentOf(path); parent.Length > 0 && !_entries.ContainsKey(parent); parent = ParentOf(parent))
        {
            _entries[parent] = new LayerEntry(TarEntryType.Directory, ImageFileMode.Executable);
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
}

/// <summary>One thing in a layer.</summary>
/// <param name="Type">A file, folder or symbolic link.</param>
/// <param name="Mode">Its permissions.</param>
/// <param name="Owner">The id of the user and the group that own it.</param>
/// <param name="Open">Opens a file's content; null for folders and links.</param>
/// <param name="Target">Where a link points; null for files and folders.</param>
internal sealed record LayerEntry(TarEntryType Type, UnixFileMode Mode, int Owner = 0, Func<Stream>? Open = null, string? Target = null)
{
    /// <summary>
    /// The entry as the archive has it: all times alike, and in GNU's format, for PAX headers carry the id of the process that writes them.
    /// </summary>
    public TarEntry ToTar(string path, Stream? content)
    {
        var entry = new GnuTarEntry(Type, Type == TarEntryType.Directory ? $"{path}/" : path)
        {
            Mode = Mode,
            Uid = Owner,
            Gid = Owner,
            ModificationTime = DateTimeOffset.UnixEpoch,
            AccessTime = default,
            ChangeTime = default,
        };
        if (Target is not null)
        {
            entry.LinkName = Target;
        }

        if (content is not null)
        {
            entry.DataStream = content;
        }

        return entry;
    }
}

/// <summary>
/// The permissions of files in images: from their content, so that neither the umask nor the file system of the building computer matters.
/// </summary>
internal static class ImageFileMode
{
    /// <summary>Readable by all: 0644.</summary>
    public const UnixFileMode Readable =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.OtherRead;

    /// <summary>Readable and executable by all: 0755.</summary>
    public const UnixFileMode Executable = Readable | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>Everything for everybody: 0777.</summary>
    public const UnixFileMode Open = Executable | UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;

    /// <summary>Executable for programs and libraries (ELF) and scripts (<c>#!</c>), else readable.</summary>
    public static UnixFileMode Of(string file)
    {
        Span<byte> start = stackalloc byte[4];
        using var stream = File.OpenRead(file);
        var read = stream.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        return start[..read].StartsWith("\u007fELF"u8) || start[..read].StartsWith("#!"u8) ? Executable : Readable;
    }
}
