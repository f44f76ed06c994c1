namespace GitOpsDemo.Delivery.Images.Layers;

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
