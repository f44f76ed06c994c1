using System.Globalization;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Build.Options;

/// <summary>What the values of options are checked against.</summary>
internal static class OptionChecks
{
    private static readonly Regex DurationPattern = new(@"^(?<number>[0-9]{1,6}(\.[0-9]{1,3})?)(?<unit>[smh]?)\z");

    public static readonly Regex HostAndPortPattern = new(@"^[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?:[0-9]{1,5}\z");

    public static readonly Regex BranchPattern = new(@"^[A-Za-z0-9_](?!.*(//|/\.|\.lock(/|\z)))[A-Za-z0-9_./+-]*(?<![/.])\z");

    public static readonly Regex RevisionPattern = new(@"^[A-Za-z0-9_][A-Za-z0-9_.:-]*\z");

    public static readonly Regex NamePattern = new(@"^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?\z");

    public static readonly Regex MailPattern = new(@"^[A-Za-z0-9._%+-]+@[A-Za-z0-9][A-Za-z0-9.-]*\z");

    public static readonly Regex AlertPattern = new(@"^[A-Za-z_][A-Za-z0-9_]*\z");

    public static readonly Regex ChannelPattern = new(@"^#[a-z0-9_-]{1,80}\z");

    public static readonly Regex ContextPattern = new(@"^[A-Za-z0-9][A-Za-z0-9_.@:/+~=-]*\z");
    private static readonly Regex KeyAddressPattern = new(@"^(awskms|gcpkms|azurekms|hashivault|k8s)://[A-Za-z0-9._/:@-]+\z");

    public static readonly Regex IdentityPattern = new(@"^[A-Za-z0-9][A-Za-z0-9._:/@+=-]*\z");
    private static readonly Regex SchemePattern = new(@"^[A-Za-z][A-Za-z0-9+.-]*(://|::)");

    /// <summary>A host, after a user or not, that begins with a dash.</summary>
    private static readonly Regex SshHostPattern = new(@"^([^@/]+@)?-");

    private static readonly TimeSpan LongestDuration = TimeSpan.FromDays(1);

    /// <summary>Reads <c>90s</c>, <c>5m</c>, <c>1h</c>; at most a day, or what else is the longest.</summary>
    public static bool TryParseDuration(string text, out TimeSpan duration, TimeSpan? longest = null)
    {
        duration = default;
        var match = DurationPattern.Match(text);
        if (!match.Success)
        {
            return false;
        }

        var number = double.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture);
        var seconds = number * match.Groups["unit"].Value switch { "h" => 3600, "m" => 60, _ => 1 };
        duration = TimeSpan.FromSeconds(seconds);
        return duration > TimeSpan.Zero && duration <= (longest ?? LongestDuration);
    }

    /// <summary>git takes more than this: helpers such as <c>ext::</c>, which run programs, and hosts that ssh takes for options.</summary>
    public static string? ProblemOfRepository(string value)
    {
        var scheme = SchemePattern.Match(value);
        if (!scheme.Success)
        {
            return SshHostPattern.IsMatch(value) ? $"'{value}' is not a repository" : null;
        }

        return scheme.Value is not ("http://" or "https://" or "ssh://" or "file://") || !Uri.TryCreate(
            value, UriKind.Absolute, out var url) || url.Host.StartsWith('-')
            ? $"'{value}' is not a repository: an http, https, ssh or file address, user@host:path, or a folder"
            : url.UserInfo.Contains(':', StringComparison.Ordinal) ? "a URL must not hold a password: set GITOPS_TOKEN instead" : null;
    }

    /// <summary>A path, or the address of a key management service.</summary>
    public static string? ProblemOfKey(string value) =>
        value.Contains("://", StringComparison.Ordinal) && !KeyAddressPattern.IsMatch(value)
            ? $"'{value}' is neither a file nor the address of a key"
            : null;

    /// <summary>Refuses to begin without the folder for temporary files: whatever needs it would fail in words of its own.</summary>
    /// <exception cref="CommandLineException">It is not there.</exception>
    public static void RequireTemporary(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new CommandLineException($"there is no folder {folder} for temporary files. Next: make it, or let TMPDIR name another.");
        }
    }

    public static bool LeadsUpwards(string value) => value.Contains("..", StringComparison.Ordinal);

    public static string? ProblemOfAddress(string value) =>
        !Uri.TryCreate(value, UriKind.Absolute, out var url)
            || url.Scheme is not ("http" or "https") ? $"'{value}' is not an http or https address"
        : url.UserInfo.Length > 0 ? "an address must not hold a user or a password"
        : null;

    /// <summary>One that never takes long, whatever the line.</summary>
    public static string? ProblemOfPattern(string value)
    {
        try
        {
            _ = LogOptions.PatternOf(value);
            return null;
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            return $"'{value}' is not a regular expression that can be used: {exception.Message}";
        }
    }
}
