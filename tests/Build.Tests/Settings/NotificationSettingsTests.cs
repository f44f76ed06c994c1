using System.Text.Json;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.Notifications;

namespace GitOpsDemo.Build.Tests.Settings;

public sealed class NotificationSettingsTests
{
    [Fact]
    public void A_channel_is_read_with_all_that_it_says()
    {
        var file = Json("""
            {
              "team": { "to": "slack", "url": "NOTIFY_SLACK_URL", "when": "failed", "template": "{service}: {result}" },
              "ops": { "to": "mail", "address": "ops@example.com", "from": "ci@example.com", "smarthost": "mail.example.com:587",
                       "username": "NOTIFY_MAIL_USER", "password": "NOTIFY_MAIL_PASSWORD" }
            }
            """);

        Assert.Null(NotificationSettings.ProblemOf(file));
        Assert.Equal(
            [
                new("team", ChannelKind.Slack) { Url = "NOTIFY_SLACK_URL", OnlyFailures = true, Template = "{service}: {result}" },
                new("ops", ChannelKind.Mail)
                {
                    Address = "ops@example.com", From = "ci@example.com", Smarthost = "mail.example.com:587",
                    Username = "NOTIFY_MAIL_USER", Password = "NOTIFY_MAIL_PASSWORD",
                },
            ],
            NotificationSettings.Of(file));
    }

    [Theory]
    [InlineData("""{"t":{"to":"slak","url":"NOTIFY_X"}}""", "t: to: 'slak' is not one of webhook, slack, teams, mail")]
    [InlineData("""{"t":{"to":"slack"}}""", "t: the key url is missing")]
    [InlineData("""{"t":{"to":"slack","url":"https://hooks.example.com/s3cret"}}""", "t: url: it has to be the name of an environment variable")]
    [InlineData("""{"t":{"to":"slack","url":"PATH"}}""", "t: url: it has to be the name of an environment variable that begins with NOTIFY_")]
    [InlineData("""{"t":{"to":"mail","address":"a@b.c","from":"a@b.c"}}""", "t: the key smarthost is missing")]
    [InlineData("""{"t":{"to":"mail","address":"nobody","from":"a@b.c","smarthost":"m:25"}}""", "t: address: 'nobody' is not an e-mail address")]
    [InlineData("""{"t":{"to":"mail","address":"a@b.c","from":"a@b.c","smarthost":"m:25","username":"NOTIFY_U"}}""", "t: the key password is missing")]
    [InlineData("""{"t":{"to":"slack","url":"NOTIFY_X","template":"{sevice}"}}""", "t: template: {sevice} is not one of target, service")]
    [InlineData("""{"t":{"to":"slack","url":"NOTIFY_X","when":"never"}}""", "t: when: 'never' is neither always nor failed")]
    [InlineData("""{"t":{"to":"slack","uri":"NOTIFY_X"}}""", "t: uri: there is no key of that name")]
    [InlineData("""{"t":7}""", "t: it has to be an object")]
    public void What_is_wrong_with_one_is_named(string json, string expected) =>
        Assert.StartsWith(expected, NotificationSettings.ProblemOf(Json(json)), StringComparison.Ordinal);

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement;
}
