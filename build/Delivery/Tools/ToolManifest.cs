using System.Text.Json;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>The content of <c>build/tools.json</c>: what is asked of each program, and the packages that hold them, best first.</summary>
/// <param name="Tools">What is asked of each program.</param>
/// <param name="Packages">Where programs can be brought from, in the order of preference.</param>
public sealed record ToolManifest(IReadOnlyDictionary<Tool, ToolRequirement> Tools, IReadOnlyList<ToolSource> Packages)
{
    /// <summary>Reads the file strictly: unknown, missing and repeated keys are errors.</summary>
    /// <exception cref="DeliveryException">The file is missing or not right; the message has the place.</exception>
    public static ToolManifest Read(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var manifest = JsonSerializer.Deserialize(stream, ToolManifestJson.Default.ToolManifest)
                ?? throw new JsonException("The file holds null.");
            manifest.Validate();
            return manifest;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                $"{path} can't be used", exception.Message, $"correct the file, or `git checkout {Path.GetFileName(path)}`", exception);
        }
    }

    /// <summary>The packages that have the tool for the platform, best first.</summary>
    public IEnumerable<ToolSource> SourcesOf(Tool tool, Platform platform) => Packages.Where(package => package.Offers(tool, platform));

    private void Validate()
    {
        foreach (var tool in Enum.GetValues<Tool>())
        {
            Require(Tools.TryGetValue(tool, out var requirement), $"`tools` has no entry for {tool.Name()}.");
            Require(requirement!.Programs.Count > 0, $"`tools.{tool.Name()}.programs` is empty.");
        }

        foreach (var npm in Packages.OfType<NpmSource>())
        {
            Require(Checksum.IsIntegrity(npm.Integrity), $"the integrity of {npm.Title} is not `sha512-` and 88 characters of base64.");
        }

        foreach (var (name, digest) in Packages.OfType<DebianSource>().SelectMany(debian => debian.Digests))
        {
            Require(Checksum.IsSha256(digest), $"the digest of {name} is not 64 hexadecimal digits.");
        }

        foreach (var release in Packages.OfType<ReleaseSource>())
        {
            Require(IsSafeAddress(release.Archive) && IsSafeAddress(release.Checksums), $"an address of {release.Title} is not https.");
        }
    }

    /// <summary>A loopback address needs no TLS.</summary>
    private static bool IsSafeAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new JsonException(message);
        }
    }
}
