namespace GitOpsDemo.Delivery.Programs;

/// <summary>Writes files so that a reader, or a next run after a crash, sees the old content or the new, never a half.</summary>
public static class AtomicFile
{
    /// <summary>Replaces the content of a file, making its folder when it is missing.</summary>
    /// <exception cref="DeliveryException">It can't be written. The old content is still there.</exception>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content) => Write(path, content, isSecret: false);

    private static void Write(string path, ReadOnlySpan<byte> content, bool isSecret)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write, Share = FileShare.None };
            if (isSecret && !OperatingSystem.IsWindows())
            {
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            }

            using (var stream = new FileStream(temporary, options))
            {
                stream.Write(content);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, path, overwrite: true);
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }

            throw WriteFailure.Of(path, exception);
        }
    }

    /// <summary>Replaces the content of a file with text in UTF-8 without a byte order mark.</summary>
    public static void WriteAllText(string path, string content) => WriteAllBytes(path, System.Text.Encoding.UTF8.GetBytes(content));

    /// <summary>Replaces the content of a file only where it differs, and says whether it did.</summary>
    public static bool WriteIfChanged(string path, string content) => WriteIfChanged(path, content, isSecret: false);

    /// <summary>As <see cref="WriteIfChanged(string, string)"/>, for what only this user may read.</summary>
    public static bool WriteSecretIfChanged(string path, string content) => WriteIfChanged(path, content, isSecret: true);

    private static bool WriteIfChanged(string path, string content, bool isSecret)
    {
        if (File.Exists(path) && File.ReadAllText(path) == content)
        {
            return false;
        }

        Write(path, System.Text.Encoding.UTF8.GetBytes(content), isSecret);
        return true;
    }
}

/// <summary>Reads files that people write by hand, or that a build has left: none of them is large.</summary>
public static class SmallFile
{
    /// <summary>In bytes: 16 MiB.</summary>
    public const int Largest = 16 * 1024 * 1024;

    /// <summary>Some editors begin a text with it.</summary>
    private static readonly byte[] ByteOrderMark = [0xEF, 0xBB, 0xBF];

    /// <summary>The whole content, without a byte order mark: JSON has none.</summary>
    /// <exception cref="IOException">The file is missing, can't be read, or is larger.</exception>
    public static byte[] Read(string path)
    {
        using var file = File.OpenRead(path);
        if (file.Length > Largest)
        {
            throw new IOException($"it is larger than {Largest / 1024 / 1024} MiB");
        }

        var content = new byte[file.Length];
        file.ReadExactly(content);
        return content.AsSpan().StartsWith(ByteOrderMark) ? content[ByteOrderMark.Length..] : content;
    }
}

/// <summary>What it means that something can't be written: a full disk, a folder that is read-only or another user's.</summary>
public static class WriteFailure
{
    /// <summary>Whether an exception is one of the file system.</summary>
    public static bool Is(Exception exception) => exception is IOException or UnauthorizedAccessException;

    /// <summary>In words.</summary>
    /// <param name="path">What was to be written.</param>
    /// <param name="exception">What the file system says.</param>
    public static DeliveryException Of(string path, Exception exception) => new(
        $"{path} can't be written",
        exception.Message,
        $"look at `df` and `ls -ld {Path.GetDirectoryName(path)}`: make room, or let this user write there",
        exception);
}
