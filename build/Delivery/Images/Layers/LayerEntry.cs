using System.Formats.Tar;

namespace GitOpsDemo.Delivery.Images.Layers;

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
