using System.Net.Mail;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Notifications;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Settings;

/// <summary>Reads who is notified of the result of a delivery: under a name of one's choice the text, the way and the address.</summary>
internal static class NotificationSettings
{
    private static readonly Regex VariablePattern = new("^" + SecretVariables.NotificationPrefix + @"[A-Z0-9_]+\z");

    private const string To = "to";
    private const string Url = "url";
    private const string Address = "address";
    private const string From = "from";
    private const string Smarthost = "smarthost";
    private const string Username = "username";
    private const string Password = "password";
    private const string When = "when";
    private const string Template = "template";
    private const string Always = "always";
    private const string Failed = "failed";

    private static readonly string[] Kinds = [.. Enum.GetNames<ChannelKind>().Select(kind => kind.ToLowerInvariant())];

    /// <summary>What each key may be: says what is wrong with a value; null when nothing is.</summary>
    private static readonly Dictionary<string, Func<JsonElement, string?>> Checks = new()
    {
        [To] = KnownSettings.Text(value => Kinds.Contains(value)
            ? null
            : $"'{value}' is not one of {string.Join(", ", Kinds)}{Nearest.Hint(value, Kinds).TrimEnd('.')}"),
        [Url] = KnownSettings.Text(ProblemOfVariable),
        [Address] = KnownSettings.Text(ProblemOfMail),
        [From] = KnownSettings.Text(ProblemOfMail),
        [Smarthost] = KnownSettings.Text(PlaceOptions.AlertSmarthost.ProblemWith),
        [Username] = KnownSettings.Text(ProblemOfVariable),
        [Password] = KnownSettings.Text(ProblemOfVariable),
        [When] = KnownSettings.Text(value => value is Always or Failed ? null : $"'{value}' is neither {Always} nor {Failed}"),
        [Template] = KnownSettings.Text(ProblemOfTemplate),
    };

    /// <summary>Says what is wrong with the key; null when nothing is.</summary>
    public static string? ProblemOf(JsonElement value) => value.ValueKind != JsonValueKind.Object
        ? "it has to be an object of channels"
        : value.EnumerateObject()
            .Select(channel => ProblemOf(channel) is { } problem ? $"{Untrusted.Shown(channel.Name)}: {problem}" : null)
            .FirstOrDefault(problem => problem is not null);

    /// <summary>Reads what has been checked.</summary>
    public static IReadOnlyList<NotificationChannel> Of(JsonElement value) => [.. value.EnumerateObject().Select(Of)];

    private static NotificationChannel Of(JsonProperty channel)
    {
        return new(channel.Name, Enum.Parse<ChannelKind>(Text(To)!, ignoreCase: true))
        {
            Url = Text(Url),
            Address = Text(Address),
            From = Text(From),
            Smarthost = Text(Smarthost),
            Username = Text(Username),
            Password = Text(Password),
            OnlyFailures = Text(When) == Failed,
            Template = Text(Template) ?? NotificationChannel.DefaultTemplate,
        };

        string? Text(string key) => channel.Value.TryGetProperty(key, out var value) ? value.GetString() : null;
    }

    private static string? ProblemOf(JsonProperty channel)
    {
        if (KeyedObject.ProblemIn(channel.Value, Checks) is { } problem)
        {
            return problem;
        }

        var isMail = channel.Value.TryGetProperty(To, out var to) && to.GetString() == "mail";
        var logsIn = channel.Value.TryGetProperty(Username, out _) || channel.Value.TryGetProperty(Password, out _);
        string[] needed =
        [
            To,
            .. isMail ? (string[])[Address, From, Smarthost] : [Url],
            .. logsIn ? (string[])[Username, Password] : [],
        ];
        return needed.FirstOrDefault(key => !channel.Value.TryGetProperty(key, out _)) is { } missing
            ? $"the key {missing} is missing"
            : null;
    }

    private static string? ProblemOfVariable(string value) => VariablePattern.IsMatch(value)
        ? null
        : $"it has to be the name of an environment variable that begins with {SecretVariables.NotificationPrefix}, never a value";

    private static string? ProblemOfMail(string value) =>
        PlainValue.ProblemOf(value) ?? (MailAddress.TryCreate(value, out _) ? null : $"'{value}' is not an e-mail address");

    private static string? ProblemOfTemplate(string value) =>
        NotificationChannel.PlaceholdersIn(value).FirstOrDefault(name => !NotificationChannel.Placeholders.Contains(name)) is { } unknown
            ? $"{{{Untrusted.Shown(unknown)}}} is not one of {string.Join(", ", NotificationChannel.Placeholders)}"
                + Nearest.Hint(unknown, NotificationChannel.Placeholders).TrimEnd('.')
            : null;
}
