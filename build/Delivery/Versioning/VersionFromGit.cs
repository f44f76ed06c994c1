using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Versioning;

/// <summary>
/// Derives the version from the nearest tag: <c>1.4.0</c> on the tag <c>v1.4.0</c>, <c>1.4.0-3-gabc1234</c> three commits after it,
/// <c>0.0.0-42-gabc1234</c> where there is no such tag, <c>0.0.0-1a2b3c4d</c> (from the content) where there is no commit.
/// A checkout that differs from its commit gets <c>-dirty.</c> and eight digits of its content.
/// </summary>
/// <param name="root">The top folder of the repository.</param>
public sealed class VersionFromGit(string root, ICommandRunner runner)
{
    /// <summary>What <c>git describe --long</c> prints for a tag that is a semantic version.</summary>
    private static readonly Regex Description = new($@"\Av?(?<version>{Version})-(?<distance>[0-9]+)-(?<commit>g[0-9a-f]{{7,40}})\z");

    /// <summary>git's short form of an SSH address: <c>git@host:path</c>.</summary>
    private static readonly Regex SecureShell = new(@"\A(?:[^@/:\s]+@)?(?<host>[a-zA-Z0-9.-]+\.[a-zA-Z0-9-]+):(?<path>[^/\s][^\s]*)\z");

    private const int ShownDigits = 8;
    private const int LongestTag = 64;

    /// <summary>For git to find the nearest tag; whether it really is a version is seen afterwards.</summary>
    private const string TagPattern = "[0-9]*.[0-9]*.[0-9]*";

    private const string Number = "(?:0|[1-9][0-9]*)";
    private const string Identifier = "(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)";
    private const string Version = $@"{Number}\.{Number}\.{Number}(?:-{Identifier}(?:\.{Identifier})*)?";

    private readonly GitCommand _git = new(root, runner);
    private readonly SourceFingerprint _fingerprint = new(root, runner);

    /// <summary>Reads the version of the checkout as it is now.</summary>
    public async Task<SourceVersion> ReadAsync(CancellationToken cancellationToken)
    {
        if (!await _git.IsRepositoryAsync(cancellationToken)
            || await _git.AskAsync(["show", "--no-patch", "--format=%H %ct", "HEAD", "--"], cancellationToken) is not { } commit)
        {
            return new SourceVersion($"0.0.0-{await ContentAsync(cancellationToken)}", DateTimeOffset.UnixEpoch);
        }

        var isDirty = !await _git.IsCleanAsync(cancellationToken);
        var version = await VersionAsync(isDirty, cancellationToken);
        var (revision, seconds) = commit.Split(' ') is [var id, var time] ? (id, time) : throw new InvalidOperationException(commit);
        return new SourceVersion(
            isDirty ? $"{version}-dirty.{await ContentAsync(cancellationToken)}" : version,
            DateTimeOffset.FromUnixTimeSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)))
        {
            Revision = revision,
            Source = WebAddress(await _git.AskAsync(["config", "--get", "remote.origin.url"], cancellationToken)),
            IsOfShallowCheckout = version.StartsWith("0.0.0-", StringComparison.Ordinal)
                && await _git.AskAsync(["rev-parse", "--is-shallow-repository"], cancellationToken) is "true",
        };
    }

    private async Task<string> VersionAsync(bool isDirty, CancellationToken cancellationToken)
    {
        string[] arguments = ["describe", "--tags", "--long", "--abbrev=7", "--match", $"v{TagPattern}", "--match", TagPattern, "HEAD"];
        var described = await _git.AskAsync(arguments, cancellationToken);
        if (Description.Match(described ?? "") is { Success: true } match && match.Groups["version"].Length <= LongestTag)
        {
            var (version, distance, commit) = (match.Groups["version"].Value, match.Groups["distance"].Value, match.Groups["commit"].Value);
            return distance == "0" && !isDirty ? version : $"{version}-{distance}-{commit}";
        }

        var count = await _git.AskAsync(["rev-list", "--count", "HEAD"], cancellationToken);
        var short7 = await _git.AskAsync(["rev-parse", "--short=7", "HEAD"], cancellationToken);
        return $"0.0.0-{count}-g{short7}";
    }

    /// <summary>Digits of the content. Semantic Versioning forbids a number to begin with 0, and eight digits can be a number.</summary>
    private async Task<string> ContentAsync(CancellationToken cancellationToken) =>
        (await _fingerprint.ComputeAsync(["."], cancellationToken)).TrimStart('0')[..ShownDigits];

    /// <summary>The address as a browser takes it. What is on no web server is left out: a folder's path says nothing elsewhere.</summary>
    private static string? WebAddress(string? remote)
    {
        if (remote is null)
        {
            return null;
        }

        var address = SecureShell.Replace(remote, "ssh://${host}/${path}");
        if (!Uri.TryCreate(address, UriKind.Absolute, out var uri)
            || uri.Scheme is not ("https" or "http" or "ssh")
            || uri.Host.Length == 0)
        {
            return null;
        }

        var host = uri.Scheme == "ssh" ? uri.Host : uri.Authority;
        return $"{(uri.Scheme == "http" ? "http" : "https")}://{host}{WithoutSuffix(uri.AbsolutePath)}";
    }

    private static string WithoutSuffix(string path) =>
        path.TrimEnd('/') is var trimmed && trimmed.EndsWith(".git", StringComparison.Ordinal) ? trimmed[..^4] : trimmed;
}

/// <summary>What is being built.</summary>
/// <param name="Text">The version: valid as an image's tag, in Semantic Versioning 2.0.0, and as a package's version.</param>
/// <param name="Created">When it was committed; the Unix epoch when it never was.</param>
public sealed record SourceVersion(string Text, DateTimeOffset Created)
{
    /// <summary>The commit's full id; null when there is none.</summary>
    public string? Revision { get; init; }

    /// <summary>The web address of the repository that it was cloned from, without a name or password; null when it is not known.</summary>
    public string? Source { get; init; }

    /// <summary>Whether the checkout lacks the older commits, and has no tag: a whole one would have another version.</summary>
    public bool IsOfShallowCheckout { get; init; }
}
