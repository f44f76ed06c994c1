using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery.Notifications;

/// <summary>
/// Notifies channels of the result of a delivery. A channel that fails is a warning, and none takes longer than a moment: the result of the
/// delivery stays what it is.
/// </summary>
/// <param name="channels">Whom.</param>
/// <param name="http">Sends.</param>
/// <param name="variable">Gives an environment variable's value, or null.</param>
/// <param name="log">Says what went wrong.</param>
public sealed class Notifier(
    IReadOnlyList<NotificationChannel> channels, HttpClient http, Func<string, string?> variable, IDeliveryLog log)
{
    private readonly Redaction _redaction = new(channels.SelectMany(channel => channel.Variables), variable);

    /// <summary>How long a channel may take.</summary>
    public TimeSpan Limit { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Tells them, all at once.</summary>
    public Task SendAsync(DeliveryResult result)
    {
        var facts = result.Facts.ToDictionary(fact => fact.Key, fact => _redaction.WithoutKnown(fact.Value));
        var concerned = channels.Where(channel => !channel.OnlyFailures || !result.Report.Succeeded);
        return Task.WhenAll(concerned.Select(channel => TrySendAsync(channel, facts)));
    }

    private async Task TrySendAsync(NotificationChannel channel, IReadOnlyDictionary<string, string> facts)
    {
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var text = channel.TextFor(facts);
            await (channel.Kind == ChannelKind.Mail ? MailAsync(channel, text, limit.Token) : PostAsync(channel, text, facts, limit.Token));
            log.Information($"{channel.Name} was notified of the result");
        }
        catch (OperationCanceledException)
        {
            Warn($"no answer within {StepProgress.Seconds(Limit)}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or SmtpException or NotSentException)
        {
            Warn(exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message);
        }

        void Warn(string why) =>
            log.Warning($"{channel.Name} was not notified of the result: {_redaction.WithoutKnown(Untrusted.Shown(why))}");
    }

    private async Task PostAsync(
        NotificationChannel channel, string text, IReadOnlyDictionary<string, string> facts, CancellationToken cancellationToken)
    {
        var address = AddressOf(channel);
        using var content = new StringContent(Body(channel.Kind, text, facts).ToJsonString(), Encoding.UTF8, "application/json");
        using var answer = await http.PostAsync(address, content, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            var said = await answer.Content.ReadAsStringAsync(cancellationToken);
            throw new NotSentException($"it answered {(int)answer.StatusCode}: {said}");
        }
    }

    /// <summary>The address is a secret, and is never sent unencrypted.</summary>
    private Uri AddressOf(NotificationChannel channel) =>
        !Uri.TryCreate(Required(channel.Url!), UriKind.Absolute, out var address) || address.Scheme is not ("http" or "https")
            ? throw new NotSentException($"{channel.Url} has no http or https address")
        : address.Scheme == "http" && !address.IsLoopback ? throw new NotSentException($"the address in {channel.Url} is not https")
        : address;

    /// <summary>
    /// What each takes: <see href="https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/">Slack</see>,
    /// <see href="https://learn.microsoft.com/connectors/teams/">Teams</see>.
    /// </summary>
    private static JsonObject Body(ChannelKind kind, string text, IReadOnlyDictionary<string, string> facts) => kind switch
    {
        ChannelKind.Slack => new() { ["text"] = WebUtility.HtmlEncode(text) },
        ChannelKind.Teams => new()
        {
            ["type"] = "message",
            ["attachments"] = new JsonArray(new JsonObject
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = new JsonObject
                {
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = new JsonArray(
                        [.. text.Split('\n').Select(line => new JsonObject { ["type"] = "TextBlock", ["text"] = line, ["wrap"] = true })]),
                },
            }),
        },
        _ => new([new("text", text), .. facts.Select(fact => new KeyValuePair<string, JsonNode?>(fact.Key, fact.Value))]),
    };

    private async Task MailAsync(NotificationChannel channel, string text, CancellationToken cancellationToken)
    {
        var server = channel.Smarthost!.Split(':');
        using var client = new SmtpClient(server[0], int.Parse(server[1], CultureInfo.InvariantCulture));
        if (channel.Username is not null)
        {
            // A password goes over no network in the clear.
            client.EnableSsl = true;
            client.Credentials = new NetworkCredential(Required(channel.Username), Required(channel.Password!));
        }

        using var message = new MailMessage(channel.From!, channel.Address!, text.Split('\n')[0], text);
        await client.SendMailAsync(message, cancellationToken);
    }

    private string Required(string name) =>
        variable(name) is { Length: > 0 } value ? value : throw new NotSentException($"{name} is not set");

    private sealed class NotSentException(string why) : Exception(why);
}

/// <summary>How a delivery came out.</summary>
/// <param name="Target">What was to be done, such as <c>Deploy</c>.</param>
/// <param name="Environment">Where it was deployed to.</param>
/// <param name="Build">The page of the build; null on a person's computer.</param>
public sealed record DeliveryResult(string Target, string Service, string Environment, string? Build, DeliveryReport Report)
{
    private const int LongestFailure = 500;

    internal IReadOnlyDictionary<string, string> Facts => new Dictionary<string, string>
    {
        ["target"] = Target,
        ["service"] = Service,
        ["version"] = Report.Image?.Version ?? (Report.Live is { } live ? ImageReference.Parse(live.Image).Tag : null) ?? "",
        ["environment"] = Environment,
        ["platform"] = Report.Platform,
        ["result"] = Report switch
        {
            { Succeeded: false } => "failed",
            { Commit.AwaitsMergeOn: { } branch } => $"waits to be merged on {branch}",
            _ => "succeeded",
        },
        ["checks"] = Checks,
        ["failure"] = Report.Failure is { } failure ? Untrusted.Cut(failure.Split('\n')[0], LongestFailure) : "",
        ["image"] = Report.Image?.Reference ?? Report.Live?.Image ?? "",
        ["commit"] = Report.Commit?.Id ?? "",
        ["seconds"] = Report.Seconds.ToString("0", CultureInfo.InvariantCulture),
        ["build"] = Build ?? "",
    };

    private string Checks
    {
        get
        {
            var (passed, failed) = (Count(Verdict.Pass), Count(Verdict.Fail));
            return passed + failed == 0 ? "" : $"{Plural.Of(passed, "check")} passed{(failed == 0 ? "" : $", {failed} failed")}";
        }
    }

    private int Count(Verdict verdict) => Report.Checks.Count(check => check.Verdict == verdict);
}
