using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Images;

/// <summary>The SHA-256 digest of a blob or manifest (OCI image specification, "Digests"). Other algorithms are refused.</summary>
[JsonConverter(typeof(ImageDigestConverter))]
public sealed record ImageDigest
{
    private static readonly Regex Grammar = new(@"\Asha256:[0-9a-f]{64}\z");

    private const string Prefix = "sha256:";

    private ImageDigest(string hex) => Hex = hex;

    /// <summary>The 64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The digest as a file or folder name: <c>sha256-…</c>.</summary>
    public string FileName => $"sha256-{Hex}";

    public static ImageDigest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>A digest from the 32 bytes of a hash.</summary>
    public static ImageDigest FromHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash));

    /// <summary>Reads <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageDigest? digest)
    {
        digest = text is not null && Grammar.IsMatch(text) ? new ImageDigest(text[Prefix.Length..]) : null;
        return digest is not null;
    }

    public override string ToString() => Prefix + Hex;
}

/// <summary>Reads and writes digests in manifests and configurations.</summary>
internal sealed class ImageDigestConverter : JsonConverter<ImageDigest>
{
    public override ImageDigest Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        ImageDigest.TryParse(reader.GetString(), out var digest) ? digest : throw new JsonException("not a sha256 digest");

    public override void Write(Utf8JsonWriter writer, ImageDigest value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString());
}

/// <summary>Passes bytes on while computing their SHA-256.</summary>
/// <param name="target">Where they go; closed with this stream.</param>
internal sealed class HashingStream(Stream target) : Stream
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    /// <summary>How many bytes have passed.</summary>
    public override long Length => _length;

    public override long Position
    {
        get => _length;
        set => throw new NotSupportedException();
    }

    /// <summary>The digest of what has passed.</summary>
    public ImageDigest Digest() => ImageDigest.FromHash(_hash.GetCurrentHash());

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        Count(buffer);
        target.Write(buffer);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Count(buffer.Span);
        return target.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush() => target.Flush();

    public override Task FlushAsync(CancellationToken cancellationToken) => target.FlushAsync(cancellationToken);

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _hash.Dispose();
            target.Dispose();
        }

        base.Dispose(disposing);
    }

    private void Count(ReadOnlySpan<byte> passed)
    {
        _hash.AppendData(passed);
        _length += passed.Length;
    }
}

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
                    "run this again; if it happens again, the registry's storage is damaged: push the image again"),
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
