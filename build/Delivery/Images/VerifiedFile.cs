using GitOpsDemo.Delivery.Files;

namespace GitOpsDemo.Delivery.Images;

/// <summary>Writes blobs so that a file under the final name is always whole and has its digest.</summary>
internal static class VerifiedFile
{
    /// <summary>Writes a blob whose descriptor is known beforehand.</summary>
    /// <exception cref="DeliveryException">What was written is not that blob, or the file can't be written.</exception>
    public static async Task<bool> WriteAsync(
        string path, Descriptor expected, Func<Stream, CancellationToken, Task> write, CancellationToken cancellationToken)
    {
        await WriteAsync(
            write,
            (digest, size) => digest == expected.Digest && size == expected.Size
                ? path
                : throw new DeliveryException(
                    $"blob {expected.Digest} is not what it should be",
                    $"it has {size} bytes and the digest {digest}; {expected.Size} bytes were promised",
                    "run this again; if this stays, the registry's storage is damaged: push the image anew"),
            Path.GetDirectoryName(path)!,
            cancellationToken);
        return true;
    }

    /// <summary>Writes a blob whose name follows from its content.</summary>
    /// <param name="write">Writes the content.</param>
    /// <param name="name">The path of the blob with this digest and size.</param>
    /// <param name="folder">A folder on the same file system as the path.</param>
    /// <param name="cancellationToken">Ends it at once; nothing is left.</param>
    public static async Task<(ImageDigest Digest, long Size)> WriteAsync(
        Func<Stream, CancellationToken, Task> write,
        Func<ImageDigest, long, string> name,
        string folder,
        CancellationToken cancellationToken)
    {
        var temporary = Path.Combine(folder, $".{Path.GetRandomFileName()}.tmp");
        try
        {
            Directory.CreateDirectory(folder);
            ImageDigest digest;
            long size;
            await using (var stream = new HashingStream(new FileStream(temporary, FileMode.CreateNew, FileAccess.Write)))
            {
                await write(stream, cancellationToken);
                (digest, size) = (stream.Digest(), stream.Length);
            }

            File.Move(temporary, name(digest, size), overwrite: true);
            return (digest, size);
        }
        catch (Exception exception) when (WriteFailure.Is(exception))
        {
            throw WriteFailure.Of(temporary, exception);
        }
        finally
        {
            if (File.Exists(temporary))
            {
                File.Delete(temporary);
            }
        }
    }
}
