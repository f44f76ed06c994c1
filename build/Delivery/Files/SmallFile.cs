namespace GitOpsDemo.Delivery.Files;

/// <summary>Reads files that people write by hand, or that a build has left: none of them is large.</summary>
public static class SmallFile
{
    /// <summary>In bytes: 16 MiB.</summary>
    public const int Largest = 16 * 1024 * 1024;

    /// <summary>The whole content.</summary>
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
        return content;
    }
}
