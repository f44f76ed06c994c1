using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images;

/// <summary>
/// Where an image is: <c>registry[:port]/repository[:tag][@digest]</c>, by the grammar of the OCI distribution specification
/// ("Pulling manifests") and of <c>distribution/reference</c>. The registry is always named: there is no default one.
/// </summary>
public sealed record ImageReference
{
    private static readonly Regex RegistryGrammar = new(
        @"\A(?<host>\[[0-9a-fA-F:]{2,39}\]|" + HostLabel + @"(?:\." + HostLabel + @")*)(?::(?<port>[0-9]{1,5}))?\z");
    private static readonly Regex RepositoryGrammar = new(
        @"\A[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*(?:/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*\z");
    private static readonly Regex TagGrammar = new(@"\A[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}\z");

    private const int LongestName = 255;
    private const int LongestText = 512;
    private const int HighestPort = 65535;
    private const string HostLabel = "[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?";

    private ImageReference(string registry, string repository, string? tag, ImageDigest? digest) =>
        (Registry, Repository, Tag, Digest) = (registry, repository, tag, digest);

    /// <summary>The registry's host, with its port where it has one.</summary>
    public string Registry { get; }

    /// <summary>The repository's path in the registry.</summary>
    public string Repository { get; }

    public string? Tag { get; }

    public ImageDigest? Digest { get; }

    /// <summary><c>registry/repository</c>, as kustomize's <c>newName</c> has it.</summary>
    public string Name => $"{Registry}/{Repository}";

    /// <summary>Whether the registry is on this computer, and therefore spoken to without TLS.</summary>
    public bool IsLoopback => IsLoopbackHost(Uri.TryCreate($"http://{Registry}", UriKind.Absolute, out var uri) ? uri.Host : "");

    /// <summary>What a registry is asked for: the digest, or else the tag.</summary>
    /// <exception cref="DeliveryException">The reference has neither.</exception>
    public string Selector => Digest?.ToString() ?? Tag ?? throw Invalid(ToString(), "it has neither a tag nor a digest");

    /// <summary>Reads a reference.</summary>
    /// <exception cref="DeliveryException">It does not follow the grammar; the message says where.</exception>
    public static ImageReference Parse(string text)
    {
        if (text.Length > LongestText)
        {
            throw Invalid(text, $"it has {text.Length} characters; {LongestText} are the most");
        }

        var at = text.IndexOf('@');
        var digest = at < 0 ? null : ParseDigest(text, text[(at + 1)..]);
        var name = at < 0 ? text : text[..at];
        var slash = name.IndexOf('/');
        if (slash < 0)
        {
            throw Invalid(text, "it names no registry");
        }

        var colon = name.LastIndexOf(':');
        var (repository, tag) = colon > slash ? (name[(slash + 1)..colon], name[(colon + 1)..]) : (name[(slash + 1)..], null);
        return Checked(text, name[..slash], repository, tag, digest);
    }

    /// <summary>Makes a reference from its parts, each checked.</summary>
    /// <exception cref="DeliveryException">A part does not follow the grammar.</exception>
    public static ImageReference Create(string registry, string repository, string? tag = null) =>
        Checked($"{registry}/{repository}{(tag is null ? "" : $":{tag}")}", registry, repository, tag, digest: null);

    /// <summary>The same repository at a tag, without a digest.</summary>
    /// <exception cref="DeliveryException">The tag does not follow the grammar.</exception>
    public ImageReference AtTag(string tag) => Create(Registry, Repository, tag);

    /// <summary>The same reference pinned to a digest; its tag stays.</summary>
    public ImageReference AtDigest(ImageDigest digest) => new(Registry, Repository, Tag, digest);

    public override string ToString() => $"{Name}{(Tag is null ? "" : $":{Tag}")}{(Digest is null ? "" : $"@{Digest}")}";

    /// <summary>Whether a text can be a registry: a host with a dot or a port, or <c>localhost</c>.</summary>
    public static bool IsRegistry(string registry)
    {
        if (registry.Length > LongestName || RegistryGrammar.Match(registry) is not { Success: true } match)
        {
            return false;
        }

        var (host, port) = (match.Groups["host"].Value, match.Groups["port"].Value);
        var hostIsKnown = host[0] != '[' || IPAddress.TryParse(host[1..^1], out _);
        var portIsKnown = port.Length == 0 || int.Parse(port, CultureInfo.InvariantCulture) is > 0 and <= HighestPort;
        return hostIsKnown && portIsKnown && (port.Length > 0 || host[0] == '[' || host.Contains('.') || host == "localhost");
    }

    /// <summary>
    /// Whether a text can be a repository: lower-case letters and digits, joined by single <c>.</c>, <c>_</c>, <c>-</c> or <c>/</c>.
    /// </summary>
    public static bool IsRepository(string repository) => repository.Length <= LongestName && RepositoryGrammar.IsMatch(repository);

    /// <summary>
    /// Whether a text can be a tag: at most 128 letters, digits, <c>_</c>, <c>.</c> and <c>-</c>, not beginning with <c>.</c> or <c>-</c>.
    /// </summary>
    public static bool IsTag(string tag) => TagGrammar.IsMatch(tag);

    /// <summary>What identifies an image as a platform names it: its digest, or all of it where it has none.</summary>
    public static string DigestIn(string image) => image[(image.IndexOf('@') + 1)..];

    internal static bool IsLoopbackHost(string host) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));

    private static ImageReference Checked(string text, string registry, string repository, string? tag, ImageDigest? digest)
    {
        if (!IsRegistry(registry))
        {
            throw Invalid(text, $"`{Untrusted.Shown(registry)}` is not a registry: it takes a host with a dot or a port, or localhost");
        }

        if (repository.Length + registry.Length > LongestName || !IsRepository(repository))
        {
            throw Invalid(
                text,
                $"`{Untrusted.Shown(repository)}` is not a repository: lower-case letters and digits, joined by single . _ - or /, "
                    + $"{LongestName} characters at most with the registry");
        }

        if (tag is not null && !IsTag(tag))
        {
            throw Invalid(
                text, $"`{Untrusted.Shown(tag)}` is not a tag: letters, digits, _ . and -, not starting with . or -, 128 at most");
        }

        return new ImageReference(registry, repository, tag, digest);
    }

    private static ImageDigest ParseDigest(string text, string digest) =>
        ImageDigest.TryParse(digest, out var parsed)
            ? parsed
            : throw Invalid(text, "what follows the @ is not sha256: and 64 lower-case hexadecimal digits");

    private static DeliveryException Invalid(string text, string why) => new(
        $"`{Untrusted.Shown(text)}` is not an image reference",
        why,
        "write it as registry[:port]/repository[:tag][@digest], such as localhost:5000/gitops-demo:1.4.0");
}
