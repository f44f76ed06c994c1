using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.LabAgent.Tests.Logs;

/// <summary>What the agent brings to a Loki that a test plays. The real one is in <see cref="RealLokiTests"/>.</summary>
public sealed class LokiPushTests : AgentTests
{
    private readonly ConcurrentQueue<JsonNode> _streams = new();
    private volatile int _status = 204;

    private IEnumerable<string> Lines => _streams.SelectMany(stream => stream["values"]!.AsArray()).Select(value => $"{value![1]}");

    [Fact]
    public async Task The_lines_of_a_replica_come_by_the_labels_of_a_cluster_and_at_their_own_time()
    {
        await using var loki = await LokiAsync();

        const string Line = """{"time":"2026-11-30T12:00:01.5Z","message":"one"}""";
        await RunAsync(loki, $"{Line}\n{Line}\nplain\n");

        await Eventually.HoldsAsync(() => Lines.Count() == 3, "they have come");
        var stream = _streams.First();
        Assert.Equal(
            """{"namespace":"gitops-demo-dev","pod":"p","container":"app","app":"gitops-demo"}""", stream["stream"]!.ToJsonString());
        var moments = stream["values"]!.AsArray().Select(value => long.Parse($"{value![0]}", CultureInfo.InvariantCulture)).ToList();
        var written = new DateTimeOffset(2026, 11, 30, 12, 0, 1, 500, TimeSpan.Zero).ToUnixTimeMilliseconds() * 1_000_000;

        // Two equal lines of one moment would be one to Loki.
        Assert.Equal([written, written + 1], moments.Take(2));
        Assert.True(moments[2] > written + 1);
    }

    [Fact]
    public async Task What_a_Loki_that_is_away_does_not_take_comes_later_in_order_and_once()
    {
        // Given one that has too much to do
        _status = 429;
        await using var loki = await LokiAsync();
        var file = await RunAsync(loki, "one\n");
        await Eventually.HoldsAsync(() => loki.Requests.Count > 0, "it was asked");

        // When
        await File.AppendAllTextAsync(file, "two\n");
        _status = 204;

        // Then
        await Eventually.HoldsAsync(() => Lines.Count() >= 2, "they have come");
        Assert.Equal(["one", "two"], Lines);
    }

    [Fact]
    public async Task What_Loki_refuses_for_good_is_said_where_the_lines_would_be()
    {
        // Given one that refuses the first message
        await using var loki = await HttpStub.StartAsync(async context =>
        {
            await TakeAsync(context);
            context.Response.StatusCode = _streams.Count == 1 ? 400 : 204;
            await context.Response.WriteAsync(_streams.Count == 1 ? "max entry size exceeded" : "");
        });

        await RunAsync(loki, "one\ntwo\n");

        await Eventually.HoldsAsync(() => _streams.Count == 2, "it is said");
        Assert.Equal(
            "the lab's Loki has refused some or all of 2 lines here: it answered 400: max entry size exceeded",
            JsonNode.Parse(Lines.Last())!["message"]!.ToString());
    }

    [Fact]
    public async Task The_last_words_of_a_replica_that_goes_come_too()
    {
        await using var loki = await LokiAsync();
        var file = await RunAsync(loki, "one\n");
        await Eventually.HoldsAsync(() => Lines.Count() == 1, "it has come");

        await Agent.ApplyAsync();
        await File.AppendAllTextAsync(file, "goodbye\n");

        await Eventually.HoldsAsync(() => Lines.Contains("goodbye"), "it has come, too");
    }

    private Task<HttpStub> LokiAsync() => HttpStub.StartAsync(async context =>
    {
        context.Response.StatusCode = _status;
        if (_status == 204)
        {
            await TakeAsync(context);
        }
    });

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        _streams.Enqueue(JsonNode.Parse(await reader.ReadToEndAsync())!["streams"]![0]!);
    }

    /// <summary>A replica that has written lines, beside a Loki.</summary>
    /// <returns>Its log.</returns>
    private async Task<string> RunAsync(HttpStub loki, string lines)
    {
        var file = Agent.Write("p.log", lines);
        Agent.Show(new AgentPage { Service = "gitops-demo", Loki = loki.Address });
        await Agent.ApplyUntilReadyAsync(
            RunningAgent.PodOf(Backend, "p") with { LogFile = file, Process = ProcessIdentity.Of(Environment.ProcessId) });
        return file;
    }
}
