using System.Text.Json;
using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>The content of <c>build/tools.json</c>: what is asked of each program, and the packages that hold them, best first.</summary>
/// <param name="Tools">What is asked of each program.</param>
/// <param name="Packages">Where programs can be downloaded from, best first.</param>
public sealed record ToolManifest(IReadOnlyDictionary<Tool, ToolRequirement> Tools, IReadOnlyList<ToolSource> Packages)
{
    /// <summary>
    /// The image that the service's is built upon, best by digest (<c>name:tag@sha256:…</c>): a tag alone is what its publisher makes of
    /// it.
    /// </summary>
    public required string BaseImage { get; init; }

    /// <summary>Reads the file strictly: unknown, missing and repeated keys are errors.</summary>
    /// <exception cref="DeliveryException">The file is missing or not right; the message has the place.</exception>
    public static ToolManifest Read(string path)
    {
        try
        {
            var manifest = JsonSerializer.Deserialize(SmallFile.Read(path), ToolManifestJson.Default.ToolManifest)
                ?? throw new JsonException("The file is null.");
            manifest.Validate();
            ImageReference.Parse(manifest.BaseImage);
            return manifest;
        }
        catch (Exception exception) when (exception is JsonException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException(
                $"{path} can't be used",
                ForeignJson.Explained(exception),
                $"correct the file, or `git checkout {Path.GetFileName(path)}`",
                exception);
        }
    }

    /// <summary>The packages that have the tool for the platform, best first.</summary>
    public IEnumerable<ToolSource> SourcesOf(Tool tool, ToolPlatform platform) => Packages.Where(package => package.Offers(tool, platform));

    private void Validate()
    {
        ValidateTools();
        Require(!Packages.Contains(null!), "`packages` has a null.");
        foreach (var package in Packages)
        {
            Require(IsFileName(package.Folder), $"{package.Title} has a name or version that is not part of a file name.");
            Require(package.Programs.Values.All(IsInside), $"a program of {package.Title} lies outside of it.");
            switch (package)
            {
                case DebianSource debian:
                    Require(debian.Data.All(Relocation.IsMovable), $"`data` of {debian.Title} is not a folder below /usr.");
                    RequireDigests(debian.Digests);
                    break;
                case NpmSource npm:
                    Require(
                        Checksum.IsIntegrity(npm.Integrity), $"the integrity of {npm.Title} is not `sha512-` and 88 characters of base64.");
                    break;
                case ReleaseSource release:
                    RequireDigests(release.Digests);
                    ValidateRelease(release);
                    break;
            }
        }
    }

    private void ValidateTools()
    {
        foreach (var tool in Enum.GetValues<Tool>())
        {
            Require(Tools.GetValueOrDefault(tool) is not null, $"`tools` has no entry for {tool.Name()}.");
            Require(
                Tools[tool].Programs.Count > 0 && Tools[tool].Programs.All(IsFileName),
                $"`tools.{tool.Name()}.programs` is empty, or has an entry that is not a file name.");
            Require(!Tools[tool].VersionArguments.Contains(null!), $"`tools.{tool.Name()}.versionArguments` has a null.");
        }
    }

    private static void ValidateRelease(ReleaseSource release)
    {
        Require(
            release.HasChecksums,
            $"{release.Title} has no checksum: it takes `checksums`, or `platforms` with a digest for each in `digests`.");
        Require(
            IsSafeAddress(release.Archive) && (release.Checksums is null || IsSafeAddress(release.Checksums)),
            $"an address of {release.Title} is not https.");
    }

    private static void RequireDigests(IReadOnlyDictionary<string, string> digests)
    {
        foreach (var (name, digest) in digests)
        {
            Require(Checksum.IsSha256(digest), $"the digest of {name} is not 64 hexadecimal digits.");
        }
    }

    /// <summary>A plain name, not a path.</summary>
    private static bool IsFileName(string? name) =>
        name is { Length: > 0 and < 200 } && name.All(
            c => char.IsAsciiLetterOrDigit(c) || c is '.' or '_' or '-' or '+') && char.IsAsciiLetterOrDigit(name[0]);

    private static bool IsInside(string? path) =>
        path is { Length: > 0 } && !Path.IsPathRooted(path) && !path.Split('/', '\\').Contains("..") && Untrusted.IsPlain(path);

    /// <summary>A loopback address needs no TLS.</summary>
    private static bool IsSafeAddress(string address) =>
        Uri.TryCreate(address, UriKind.Absolute, out var uri)
        && uri.UserInfo.Length == 0
        && (uri.Scheme == Uri.UriSchemeHttps || (uri.Scheme == Uri.UriSchemeHttp && uri.IsLoopback));

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new JsonException(message);
        }
    }
}

/// <summary>Reads <see cref="ToolManifest"/> strictly.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(ToolManifest))]
internal sealed partial class ToolManifestJson : JsonSerializerContext;

/// <summary>A package that holds programs, as one entry of <c>packages</c> in <c>build/tools.json</c>; <c>from</c> says its kind.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "from")]
[JsonDerivedType(typeof(NpmSource), "npm")]
[JsonDerivedType(typeof(DebianSource), "debian")]
[JsonDerivedType(typeof(ReleaseSource), "release")]
public abstract record ToolSource
{
    /// <summary>The platforms that it is made for, such as <c>linux/amd64</c>; every one when null.</summary>
    public IReadOnlyList<string>? Platforms { get; init; }

    /// <summary>Which programs it holds, and where in it they lie.</summary>
    public required IReadOnlyDictionary<Tool, string> Programs { get; init; }

    /// <summary>The name of its folder under <c>.tools</c>.</summary>
    [JsonIgnore]
    public abstract string Folder { get; }

    /// <summary>What a person calls it.</summary>
    [JsonIgnore]
    public abstract string Title { get; }

    public bool Offers(Tool tool, ToolPlatform platform) =>
        Programs.ContainsKey(tool) && (Platforms is null || Platforms.Contains(platform.ToString()));

    /// <summary>A path or address of the package with its placeholders filled in.</summary>
    public virtual string Expand(string template, ToolPlatform platform) => template
        .Replace("{os}", platform.OperatingSystem, StringComparison.Ordinal)
        .Replace("{architecture}", platform.Architecture, StringComparison.Ordinal)
        .Replace("{exe}", platform.ExecutableSuffix, StringComparison.Ordinal)
        .Replace("{archive}", platform.ArchiveExtension, StringComparison.Ordinal);
}
