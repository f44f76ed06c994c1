using System.Buffers;
using System.Security.Cryptography;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>Digests of files.</summary>
internal static class Checksum
{
    private const string Sha512Prefix = "sha512-";

    private static readonly SearchValues<char> HexadecimalDigits = SearchValues.Create("0123456789abcdefABCDEF");

    /// <summary>Whether the text is a SHA-256 digest in hexadecimal.</summary>
    public static bool IsSha256(string? text) =>
        text is { Length: 2 * SHA256.HashSizeInBytes } && !text.AsSpan().ContainsAnyExcept(HexadecimalDigits);

    /// <summary>Whether the text is an integrity value with SHA-512, as npm writes it (W3C Subresource Integrity).</summary>
    public static bool IsIntegrity(string text) =>
        text.StartsWith(Sha512Prefix, StringComparison.Ordinal)
        && Convert.TryFromBase64String(text[Sha512Prefix.Length..], new byte[SHA512.HashSizeInBytes + 2], out var length)
        && length == SHA512.HashSizeInBytes;

    /// <summary>Throws unless the file's SHA-256 is the expected one (hexadecimal).</summary>
    public static async Task RequireSha256Async(string path, string expected, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        Require(path, Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, cancellationToken)), expected.ToLowerInvariant());
    }

    /// <summary>Throws unless the file's SHA-512 is that of the integrity value.</summary>
    public static async Task RequireIntegrityAsync(string path, string integrity, CancellationToken cancellationToken)
    {
        await using var stream = File.OpenRead(path);
        Require(path, Sha512Prefix + Convert.ToBase64String(await SHA512.HashDataAsync(stream, cancellationToken)), integrity);
    }

    private static void Require(string path, string actual, string expected)
    {
        if (actual != expected)
        {
            throw new DeliveryException(
                $"{Path.GetFileName(path)} is not the file that was expected",
                $"its digest is {actual}, not {expected}",
                "run again; if it stays so, look for a proxy that alters downloads");
        }
    }
}
