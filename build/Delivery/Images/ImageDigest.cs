using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images;

/// <summary>The SHA-256 digest of a blob or manifest (OCI image specification, "Digests"). Other algorithms are refused.</summary>
[JsonConverter(typeof(ImageDigestConverter))]
public sealed partial record ImageDigest
{
    private const string Prefix = "sha256:";

    private ImageDigest(string hex) => Hex = hex;

    /// <summary>The 64 lower-case hexadecimal digits.</summary>
    public string Hex { get; }

    /// <summary>The digest as a file or folder name: <c>sha256-…</c>.</summary>
    public string FileName => $"sha256-{Hex}";

    /// <summary>The digest of some bytes.</summary>
    public static ImageDigest Of(ReadOnlySpan<byte> content) => FromHash(SHA256.HashData(content));

    /// <summary>A digest from the 32 bytes of a hash.</summary>
    public static ImageDigest FromHash(ReadOnlySpan<byte> hash) => new(Convert.ToHexStringLower(hash));

    /// <summary>Reads <c>sha256:</c> and 64 lower-case hexadecimal digits.</summary>
    public static bool TryParse([NotNullWhen(true)] string? text, [NotNullWhen(true)] out ImageDigest? digest)
    {
        digest = text is not null && Grammar().IsMatch(text) ? new ImageDigest(text[Prefix.Length..]) : null;
        return digest is not null;
    }

    /// <inheritdoc/>
    public override string ToString() => Prefix + Hex;

    [GeneratedRegex(@"\Asha256:[0-9a-f]{64}\z")]
    private static partial Regex Grammar();
}
