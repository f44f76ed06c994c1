using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace GitOpsDemo.Delivery.Versioning;

/// <summary>The digest of files: names and contents, no dates.</summary>
public static class ContentDigest
{
    /// <summary>The digest of some files.</summary>
    /// <param name="root">The folder that the names are relative to.</param>
    /// <param name="files">Their names. Order and repetition do not matter; one that is not there counts as empty.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>64 hexadecimal digits.</returns>
    public static async Task<string> OfFilesAsync(string root, IEnumerable<string> files, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var file in files.Distinct().Order(StringComparer.Ordinal))
        {
            Append(hash, Encoding.UTF8.GetBytes(file));
            Append(hash, await ContentAsync(Path.Combine(root, file), cancellationToken));
        }

        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <summary>The digest of the files of one pattern in a folder and below.</summary>
    /// <inheritdoc cref="OfFilesAsync"/>
    public static Task<string> OfFolderAsync(string folder, string pattern, CancellationToken cancellationToken) => OfFilesAsync(
        folder,
        Directory.EnumerateFiles(folder, pattern, SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file)),
        cancellationToken);

    /// <summary>The content's digest; a link's target instead of what it leads to; nothing for a file that has been deleted.</summary>
    private static async Task<byte[]> ContentAsync(string path, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (file.LinkTarget is { } target)
        {
            return Encoding.UTF8.GetBytes($"link to {target}");
        }

        if (!file.Exists)
        {
            return [];
        }

        await using var content = file.OpenRead();
        return await SHA256.HashDataAsync(content, cancellationToken);
    }

    /// <summary>With its length in front, so that no two lists of parts are the same bytes.</summary>
    private static void Append(IncrementalHash hash, byte[] part)
    {
        Span<byte> length = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(length, part.Length);
        hash.AppendData(length);
        hash.AppendData(part);
    }
}
