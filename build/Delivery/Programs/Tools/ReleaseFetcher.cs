using System.Globalization;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Programs.Tools;

/// <summary>Downloads programs from the archives that projects release, checked against the digest that the release publishes.</summary>
internal sealed class ReleaseFetcher(HttpClient http, ToolPlatform platform, IDeliveryLog log)
{
    private static readonly char[] Separators = [' ', '\t', '\r', '\n', '\0'];

    /// <summary>Downloads the release into a scratch folder, checks it and copies the programs to their destinations.</summary>
    /// <param name="scratch">A folder that the caller removes.</param>
    /// <param name="destinations">Absolute paths for the programs, by their path in the archive.</param>
    /// <exception cref="DeliveryException">It has no digest, is another file, or took longer than the client's timeout.</exception>
    public async Task FetchAsync(
        ReleaseSource source, string scratch, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        // The client's own watch ends at an answer's headers: a body that stops coming would be waited for without end.
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(http.Timeout);
        try
        {
            await BringAsync(source, scratch, destinations, timeout.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DeliveryException(
                $"{source.Title} could not be downloaded",
                string.Create(CultureInfo.InvariantCulture, $"it took longer than {http.Timeout.TotalSeconds:0.#} s"),
                $"check whether this computer reaches {new Uri(source.Expand(source.Archive, platform)).Host}",
                exception);
        }
    }

    /// <summary>
    /// The digest of a file in the output of <c>sha256sum</c> (several lines, or one that ends in NUL as <c>sha256sum -z</c> writes it),
    /// or in a file that holds a digest alone.
    /// </summary>
    internal static string? DigestOf(string name, string checksums)
    {
        var words = checksums.Split(Separators, StringSplitOptions.RemoveEmptyEntries);
        var at = Array.FindIndex(words, word => Path.GetFileName(word.TrimStart('*')) == name);
        var digest = words.Length == 1 ? words[0] : words.ElementAtOrDefault(at - 1);
        return digest is not null && Checksum.IsSha256(digest) ? digest : null;
    }

    private async Task BringAsync(
        ReleaseSource source, string scratch, IReadOnlyDictionary<string, string> destinations, CancellationToken cancellationToken)
    {
        var address = new Uri(source.Expand(source.Archive, platform));
        var name = Path.GetFileName(address.LocalPath);
        var expected = source.Digests.GetValueOrDefault(platform.ToString())
            ?? DigestOf(name, await http.GetStringAsync(source.Expand(source.Checksums!, platform), cancellationToken))
            ?? throw new DeliveryException(
            $"{name} can't be checked",
            $"the checksum file of {source.Title} has no digest for it",
            "correct `checksums` in build/tools.json");

        var file = Path.Combine(scratch, name);
        await DownloadAsync(source, address, file, cancellationToken);
        await Checksum.RequireSha256Async(file, expected, cancellationToken);
        if (name.EndsWith(".tar.gz", StringComparison.Ordinal) || name.EndsWith(".zip", StringComparison.Ordinal))
        {
            await Archive.ExtractAsync(file, destinations, cancellationToken);
        }
        else
        {
            File.Move(file, destinations.Values.Single());
        }
    }

    private async Task DownloadAsync(ReleaseSource source, Uri address, string file, CancellationToken cancellationToken)
    {
        using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        var megabytes = (response.Content.Headers.ContentLength / 1e6)?.ToString("0.# MB", CultureInfo.InvariantCulture) ?? "size unknown";
        log.Information($"downloading {source.Title} from {address.Host} ({megabytes})");
        await using var content = await response.Content.ReadAsStreamAsync(cancellationToken);
        await using var target = File.Create(file);
        await content.CopyToAsync(target, cancellationToken);
    }
}

/// <summary>
/// A project's official release. Addresses and paths may name <c>{version}</c>, <c>{os}</c>, <c>{architecture}</c>, <c>{archive}</c>
/// (<c>tar.gz</c>, on Windows <c>zip</c>) and <c>{exe}</c>.
/// </summary>
public sealed record ReleaseSource : ToolSource
{
    public required string Project { get; init; }

    /// <summary>The exact version.</summary>
    public required string Version { get; init; }

    /// <summary>The address of the archive, or of the program itself where it is released bare.</summary>
    public required string Archive { get; init; }

    /// <summary>
    /// SHA-256 digests in hexadecimal that the release has published, by platform: no change of the release gets past them.
    /// </summary>
    public IReadOnlyDictionary<string, string> Digests { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>
    /// The address of the file in which the release publishes the archive's SHA-256 digest, for platforms without one in
    /// <see cref="Digests"/>.
    /// </summary>
    public string? Checksums { get; init; }

    /// <summary>Whether every archive that it may download can be checked.</summary>
    internal bool HasChecksums => Checksums is not null || (Platforms?.All(Digests.ContainsKey) ?? false);

    [JsonIgnore]
    public override string Folder => $"release-{Project}-{Version}";

    [JsonIgnore]
    public override string Title => $"the release {Version} of {Project}";

    public override string Expand(string template, ToolPlatform platform) =>
        base.Expand(template.Replace("{version}", Version, StringComparison.Ordinal), platform);
}
