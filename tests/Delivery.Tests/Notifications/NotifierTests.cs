using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Notifications;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Notifications;

/// <summary>What the published APIs of webhooks take, played by stubs.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class NotifierTests : IDisposable
{
    private const string Variable = "NOTIFY_URL";
    private const string Said = "Deploy of gitops-demo 1.4.0 for dev: succeeded\n2 checks passed\nhttps://ci.example.com/7";

    private readonly HttpClient _http = new();
    private readonly RecordingLog _log = new();
    private readonly ConcurrentQueue<string> _bodies = new();

    private static DeliveryReport Good => new()
    {
        Started = DateTimeOffset.UnixEpoch,
        Seconds = 62,
        Targets = ["Deploy"],
        Environment = "dev",
        Platform = "the lab",
        Succeeded = true,
        Image = new("localhost:5000/gitops-demo:1.4.0@sha256:1", "1.4.0", 0, [], 0),
        Checks = [CheckResult.Pass("rules/A", "t", "e"), CheckResult.Pass("rules/B", "t", "e"), CheckResult.Skip("panels/C", "t", "e")],
    };

    public void Dispose() => _http.Dispose();

    [Fact]
    public async Task A_webhook_gets_the_text_and_each_fact()
    {
        await using var server = await TakingAsync();

        await SendAsync(server.Address, new("team", ChannelKind.Webhook) { Url = Variable }, Good);

        var body = JsonNode.Parse(Assert.Single(_bodies))!;
        Assert.Equal(Said, body["text"]!.ToString());
        Assert.Equal(("succeeded", "62"), (body["result"]!.ToString(), body["seconds"]!.ToString()));
        Assert.Equal("team was notified of the result", Assert.Single(_log.Lines));
    }

    [Fact]
    public async Task Slack_gets_the_text_by_a_template_with_what_means_something_to_it_escaped()
    {
        await using var server = await TakingAsync();
        var report = Good with { Succeeded = false, Failure = "VerifyTargets failed: <none> & more\n  details" };

        await SendAsync(
            server.Address, new("team", ChannelKind.Slack) { Url = Variable, Template = "{service}  {commit}: {failure}" }, report);

        Assert.Equal(
            "gitops-demo : VerifyTargets failed: &lt;none&gt; &amp; more", JsonNode.Parse(Assert.Single(_bodies))!["text"]!.ToString());
    }

    [Fact]
    public async Task Teams_gets_a_card_with_a_line_each()
    {
        await using var server = await TakingAsync();

        await SendAsync(server.Address, new("team", ChannelKind.Teams) { Url = Variable }, Good);

        var card = JsonNode.Parse(Assert.Single(_bodies))!["attachments"]![0]!["content"]!;
        Assert.Equal("AdaptiveCard", card["type"]!.ToString());
        Assert.Equal(Said.Split('\n'), card["body"]!.AsArray().Select(line => line!["text"]!.ToString()));
    }

    [Fact]
    public async Task A_mail_has_the_first_line_as_its_subject()
    {
        using var server = new MailServer();
        var channel = new NotificationChannel("team", ChannelKind.Mail)
        {
            Address = "team@example.com",
            From = "build@example.com",
            Smarthost = $"127.0.0.1:{server.Port}",
        };

        await SendAsync(null, channel, Good);

        Assert.Equal("team was notified of the result", Assert.Single(_log.Lines));
        Assert.Contains("Subject: Deploy of gitops-demo 1.4.0 for dev: succeeded", server.Received, StringComparison.Ordinal);
        Assert.Contains("2 checks passed", server.Received, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_failures_are_told_where_the_settings_say_so()
    {
        await using var server = await TakingAsync();
        var channel = new NotificationChannel("team", ChannelKind.Slack) { Url = Variable, OnlyFailures = true };

        await SendAsync(server.Address, channel, Good);
        Assert.Empty(_bodies);
        await SendAsync(server.Address, channel, Good with { Succeeded = false });
        Assert.Single(_bodies);
    }

    [Fact]
    public async Task A_server_that_refuses_or_a_variable_that_is_not_set_is_a_warning_without_the_address()
    {
        await using var server = await HttpStub.StartAsync(context =>
        {
            context.Response.StatusCode = 404;
            return context.Response.WriteAsync($"no such hook: {context.Request.Scheme}://{context.Request.Host}/s3cret");
        });
        var channel = new NotificationChannel("team", ChannelKind.Slack) { Url = Variable };

        await SendAsync(new(server.Address, "s3cret"), channel, Good);
        await SendAsync(null, channel, Good);
        await SendAsync(new("http://hooks.example.com/s3cret"), channel, Good);

        Assert.Equal(
            [
                "team was not notified of the result: it answered 404: no such hook: ***",
                "team was not notified of the result: NOTIFY_URL is not set",
                "team was not notified of the result: the address in NOTIFY_URL is not https",
            ],
            _log.Lines);
    }

    [Fact]
    public async Task A_secret_of_the_build_is_told_to_nobody()
    {
        await using var server = await TakingAsync();
        var report = Good with { Succeeded = false, Failure = "a server said: token t0k3n-of-git is wrong" };

        await SendAsync(server.Address, new("team", ChannelKind.Webhook) { Url = Variable }, report);

        Assert.DoesNotContain("t0k3n-of-git", Assert.Single(_bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_is_silent_or_away_holds_nothing_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var watch = Stopwatch.StartNew();
        var channel = new NotificationChannel("team", ChannelKind.Slack) { Url = Variable };

        await SendAsync(new($"http://127.0.0.1:{((IPEndPoint)silent.LocalEndpoint).Port}/"), channel, Good, TimeSpan.FromSeconds(1));
        await SendAsync(new($"http://127.0.0.1:{FreePort.Next()}/"), channel, Good);

        Assert.Equal("team was not notified of the result: no answer within 1 s", _log.Lines[0]);
        Assert.StartsWith("team was not notified of the result: Connection refused", _log.Lines[1], StringComparison.Ordinal);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{watch.Elapsed}");
    }

    private Task<HttpStub> TakingAsync() => HttpStub.StartAsync(async context =>
    {
        using var reader = new StreamReader(context.Request.Body);
        _bodies.Enqueue(await reader.ReadToEndAsync());
    });

    private Task SendAsync(Uri? address, NotificationChannel channel, DeliveryReport report, TimeSpan? limit = null)
    {
        var notifier = new Notifier([channel], _http, Value, _log) { Limit = limit ?? TimeSpan.FromSeconds(30) };
        return notifier.SendAsync(new("Deploy", "gitops-demo", "dev", "https://ci.example.com/7", report));

        string? Value(string name) => name switch { Variable => address?.ToString(), "GITOPS_TOKEN" => "t0k3n-of-git", _ => null };
    }

    /// <summary>As much of SMTP (RFC 5321) as one mail needs.</summary>
    private sealed class MailServer : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly ConcurrentQueue<string> _lines = new();

        public MailServer()
        {
            _listener.Start();
            _ = ServeAsync();
        }

        public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

        public string Received => string.Join('\n', _lines);

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync()
        {
            using var client = await _listener.AcceptTcpClientAsync();
            await using var stream = client.GetStream();
            using var reader = new StreamReader(stream);
            await using var writer = new StreamWriter(stream) { AutoFlush = true, NewLine = "\r\n" };
            await writer.WriteLineAsync("220 ready");
            var isData = false;
            while (await reader.ReadLineAsync() is { } line)
            {
                _lines.Enqueue(line);
                isData = line == "DATA" || (isData && line != ".");
                if (!isData || line == "DATA")
                {
                    await writer.WriteLineAsync(isData ? "354 go on" : line == "QUIT" ? "221 bye" : "250 ok");
                }
            }
        }
    }
}
