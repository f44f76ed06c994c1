namespace GitOpsDemo.Delivery.Files;

/// <summary>Writes files so that a reader, or a next run after a crash, sees the old content or the new, never a half.</summary>
public static class AtomicFile
{
    /// <summary>Replaces the content of a file, making its folder when it is missing.</summary>
    /// <exception cref="DeliveryException">It can't be written. The old content is still there.</exception>
    public static void WriteAllBytes(string path, ReadOnlySpan<byte> content)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        var temporary = Path.Combine(folder, $".{Path.GetFileName(path)}.{Environment.ProcessId}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            using (var stream = new FileStream(temporary, FileMode.Create, FileAccess.Write, FileShare.None))
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
    public static bool WriteIfChanged(string path, string content)
    {
        if (File.Exists(path) && File.ReadAllText(path) == content)
        {
            return false;
        }

        WriteAllText(path, content);
        return true;
    }
}
