using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Logs;

/// <summary>Loki's published API, played by a stub: pages of the past, and the tail's web socket.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LokiSourceTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly RecordingLog _log = new();
    private readonly List<LogLine> _shown = [];

    [Fact]
    public async Task The_past_is_read_page_by_page_and_no_line_twice()
    {
        // Given 1,003 lines, of which the two around the end of the first page have the same time
        List<(long At, string Text)> lines = [.. Enumerable.Range(0, 1_003).Select(i => (At(i == 1_000 ? 999 : i), $"line {i}"))];
        await using var loki = await HttpStub.StartAsync(context => AnswerAsync(
            context, [.. lines.Where(line => line.At >= StartOf(context)).Take(LimitOf(context))]));

        var summary = await RunAsync(loki, follows: false, default);

        Assert.Equal(lines.Select(line => line.Text), _shown.Select(line => line.Message));
        Assert.Equal(lines.Count, summary.Shown);
        Assert.Equal(2, loki.Requests.Count);
        Assert.Contains(
            "{namespace=\"gitops-demo-dev\", app=\"gitops-demo\"}", Uri.UnescapeDataString(loki.Requests[0]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Lines_of_which_a_page_would_be_too_large_are_read_in_smaller_pages()
    {
        List<(long At, string Text)> lines = [.. Enumerable.Range(0, 250).Select(i => (At(i), $"line {i}"))];
        await using var loki = await HttpStub.StartAsync(context =>
        {
            if (LimitOf(context) > 100)
            {
                context.Response.ContentLength = 100 * 1024 * 1024;
                return context.Response.StartAsync();
            }

            return AnswerAsync(context, [.. lines.Where(line => line.At >= StartOf(context)).Take(LimitOf(context))]);
        });

        await RunAsync(loki, follows: false, default);

        Assert.Equal(lines.Select(line => line.Text), _shown.Select(line => line.Message));
    }

    [Fact]
    public async Task A_tail_that_breaks_off_is_opened_again_and_nothing_is_missed_or_told_twice()
    {
        // Given a Loki whose first tail gives two lines, drops three old ones by its own word and breaks off, while a line comes
        var (tails, isBroken) = (0, false);
        await using var loki = await HttpStub.StartAsync(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await AnswerAsync(
                    context, isBroken ? [(At(1), "past"), (At(2), "first"), (At(3), "second"), (At(4), "missed")] : [(At(1), "past")]);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            if (++tails == 1)
            {
                await SendAsync(socket, Tail((At(1), "past"), (At(2), "first")));
                await SendAsync(socket, Tail((At(3), "second")).Replace("null", """[{"labels":{},"timestamp":"1"},{"labels":{},"timestamp":"2"},{"labels":{},"timestamp":"3"}]""", StringComparison.Ordinal));

                // What is under way would be lost with the connection.
                await Eventually.HoldsAsync(() => Shown().EndsWith("second", StringComparison.Ordinal), Shown);
                isBroken = true;
                context.Abort();
                return;
            }

            await SendAsync(socket, Tail((At(4), "missed"), (At(5), "last")));
            await socket.ReceiveAsync(new byte[16].AsMemory(), context.RequestAborted);
        });

        // When it is followed until the last line is there
        using var end = new CancellationTokenSource();
        var following = RunAsync(loki, follows: true, end.Token);
        await Eventually.HoldsAsync(
            () => Shown().EndsWith("last", StringComparison.Ordinal), () => $"{Shown()}; {string.Join('\n', _log.Lines)}");
        await end.CancelAsync();

        // Then
        Assert.Equal("4 lines", $"{(await following).Shown - 1} lines");
        Assert.Equal("past first second missed last", Shown());
        Assert.Contains(_log.Lines, line => line.StartsWith("Loki's tail broke off; it is opened again", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains("left out 3 lines", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_a_tail_leaves_out_is_read_by_pages()
    {
        // Given a Loki whose tail leaves out more lines than it tells of, and stays open
        var hasDropped = false;
        await using var loki = await HttpStub.StartAsync(async context =>
        {
            if (!context.WebSockets.IsWebSocketRequest)
            {
                await AnswerAsync(context, hasDropped ? [(At(1), "first"), (At(2), "untold"), (At(3), "told"), (At(4), "last")] : []);
                return;
            }

            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            hasDropped = true;
            await SendAsync(socket, Tail((At(1), "first"), (At(4), "last")).Replace(
                "null", $$"""[{"labels":{},"timestamp":"{{At(3)}}"}]""", StringComparison.Ordinal));
            await socket.ReceiveAsync(new byte[16].AsMemory(), context.RequestAborted);
        });

        using var end = new CancellationTokenSource();
        var following = RunAsync(loki, follows: true, end.Token);
        await Eventually.HoldsAsync(() => Shown().Split(' ').Order().SequenceEqual(["first", "last", "told", "untold"]), Shown);
        await end.CancelAsync();

        Assert.Equal("4 lines shown, none dropped", $"{await following}");
        Assert.Empty(_log.Lines);
    }

    [Fact]
    public async Task Where_no_tail_can_be_opened_pages_bring_the_lines_and_the_reason_is_said_once()
    {
        await using var loki = await HttpStub.StartAsync(context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                context.Response.StatusCode = 403;
                return Task.CompletedTask;
            }

            return AnswerAsync(context, [(At(1), "one"), .. _shown.Count > 0 ? [(At(2), "two")] : Array.Empty<(long, string)>()]);
        });
        using var end = new CancellationTokenSource();

        var following = RunAsync(loki, follows: true, end.Token);
        await Eventually.HoldsAsync(() => Shown() == "one two", Shown);
        await end.CancelAsync();
        await following;

        Assert.Contains("403", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_tail_is_shown_what_a_door_before_Loki_wants_to_see()
    {
        var asked = new TaskCompletionSource<string>();
        await using var loki = await HttpStub.StartAsync(context =>
        {
            if (context.WebSockets.IsWebSocketRequest)
            {
                asked.TrySetResult(context.Request.Headers.Authorization.ToString());
            }

            return AnswerAsync(context, []);
        });
        var access = ServerAccess.Of("Loki", variable: name => name == "LOKI_TOKEN" ? "t0ken" : null);
        using var end = new CancellationTokenSource();

        var following = RunAsync(loki, follows: true, end.Token, access);
        Assert.Equal("Bearer t0ken", await asked.Task.WaitAsync(TimeSpan.FromMinutes(1)));
        await end.CancelAsync();
        await following;
    }

    private static long At(int milliseconds) => Noon.ToUnixTimeMilliseconds() * 1_000_000 + (milliseconds * 1_000_000L);

    private static long StartOf(HttpContext context) => long.Parse(context.Request.Query["start"]!, CultureInfo.InvariantCulture);

    private static int LimitOf(HttpContext context) => int.Parse(context.Request.Query["limit"]!, CultureInfo.InvariantCulture);

    private static string Streams(params IEnumerable<(long At, string Text)> lines) =>
        $$"""[{"stream":{"app":"gitops-demo","pod":"pod-1"},"values":[{{string.Join(',', lines.Select(line => $"[\"{line.At}\",\"{line.Text}\"]"))}}]}]""";

    private static string Tail(params IEnumerable<(long At, string Text)> lines) => $$"""{"streams":{{Streams(lines)}},"dropped_entries":null}""";

    private static Task AnswerAsync(HttpContext context, IReadOnlyList<(long At, string Text)> lines)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync($$$"""{"status":"success","data":{"resultType":"streams","result":{{{Streams(lines)}}}}}""");
    }

    private static Task SendAsync(WebSocket socket, string message) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, default);

    private string Shown()
    {
        lock (_shown)
        {
            return string.Join(' ', _shown.Select(line => line.Message));
        }
    }

    private Task<LogSummary> RunAsync(HttpStub loki, bool follows, CancellationToken cancellationToken, ServerAccess? access = null)
    {
        var source = new LokiSource(
            ServiceClient.For(loki.Address, access), new DeliveredService("gitops-demo", 8080), "gitops-demo-dev", _log,
            TimeProvider.System);
        return new LogReader(_log, TimeProvider.System).RunAsync(source, new(Noon, follows), Show, cancellationToken);
    }

    private void Show(IReadOnlyList<LogLine> lines)
    {
        lock (_shown)
        {
            _shown.AddRange(lines);
        }
    }
}
