using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Notifications;

/// <summary>Who is notified of the result of a delivery, and how. Addresses that are secret stay in the environment.</summary>
/// <param name="Name">What the settings file calls it.</param>
/// <param name="Kind">How it is notified.</param>
public sealed record NotificationChannel(string Name, ChannelKind Kind)
{
    private static readonly Regex Placeholder = new(@"\{([^{}]*)\}");
    private static readonly Regex Blanks = new(" {2,}");

    /// <summary>The text by default. A line without a known value is left out.</summary>
    public const string DefaultTemplate = "{target} of {service} {version} for {environment}: {result}\n{checks}\n{failure}\n{build}";

    /// <summary>What a template may ask for.</summary>
    public static readonly IReadOnlyList<string> Placeholders =
        ["target", "service", "version", "environment", "platform", "result", "checks", "failure", "image", "commit", "seconds", "build"];

    /// <summary>The environment variable with the address of the webhook; null for mail.</summary>
    public string? Url { get; init; }

    public string? Address { get; init; }

    public string? From { get; init; }

    /// <summary>The mail server, <c>host:port</c>.</summary>
    public string? Smarthost { get; init; }

    /// <summary>The environment variable with the user that the mail server knows; null where it asks for none.</summary>
    public string? Username { get; init; }

    /// <summary>The environment variable with that user's password.</summary>
    public string? Password { get; init; }

    /// <summary>The environment variables whose values nobody is shown.</summary>
    public IEnumerable<string> Variables => ((string?[])[Url, Username, Password]).OfType<string>();

    /// <summary>Whether only failures are sent.</summary>
    public bool OnlyFailures { get; init; }

    /// <summary>The text, with placeholders in braces.</summary>
    public string Template { get; init; } = DefaultTemplate;

    /// <summary>The placeholders of a template, without their braces.</summary>
    public static IEnumerable<string> PlaceholdersIn(string template) =>
        Placeholder.Matches(template).Select(match => match.Groups[1].Value);

    /// <summary>The text for a result. A line without a value is left out.</summary>
    public string TextFor(IReadOnlyDictionary<string, string> facts)
    {
        var filled = Placeholder.Replace(Template, match => facts.GetValueOrDefault(match.Groups[1].Value, ""));
        return string.Join('\n', filled.Split('\n').Select(line => Blanks.Replace(line, " ").Trim()).Where(line => line.Length > 0));
    }
}

public enum ChannelKind
{
    /// <summary>JSON with the text and each fact, by POST.</summary>
    Webhook,

    /// <summary>An incoming webhook of Slack.</summary>
    Slack,

    /// <summary>A workflow of Microsoft Teams that a webhook starts.</summary>
    Teams,

    Mail,
}
