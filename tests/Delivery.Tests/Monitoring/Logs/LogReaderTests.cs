using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Logs;

public sealed class LogReaderTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero);

    private readonly List<LogLine> _shown = [];
    private readonly RecordingLog _log = new();

    private LogReader Reader => new(_log, TimeProvider.System);

    [Fact]
    public async Task Lines_of_several_replicas_are_shown_in_the_order_of_their_time()
    {
        var source = new Source(async (feed, token) =>
        {
            foreach (var (pod, second) in new[] { ("a", 1), ("a", 4), ("b", 2), ("b", 3) })
            {
                await feed.WriteAsync(LogLine.Read(pod, $"{second}", Noon.AddSeconds(second)), token);
            }

            await feed.CaughtUpAsync(token);
        });

        var summary = await Reader.RunAsync(source, new(Noon, Follows: false), _shown.AddRange, default);

        Assert.Equal("1 2 3 4", string.Join(' ', _shown.Select(line => line.Message)));
        Assert.Equal("4 lines shown, none dropped", $"{summary}");
    }

    [Fact]
    public async Task Twenty_thousand_lines_in_two_seconds_are_followed_without_loss_and_in_order()
    {
        // Given a generator of 10,000 lines a second, in a hundred bursts
        const int Lines = 20_000;
        const int Burst = 200;
        using var end = new CancellationTokenSource();
        var source = new Source(async (feed, token) =>
        {
            await feed.CaughtUpAsync(token);
            using var pace = new PeriodicTimer(TimeSpan.FromSeconds(2) * Burst / Lines);
            for (var i = 0; i < Lines; i++)
            {
                await feed.WriteAsync(LogLine.Read($"pod-{i % 3}", $$"""{"message":"{{i}}"}""", Noon.AddTicks(i)), token);
                if (i % Burst == Burst - 1)
                {
                    await pace.WaitForNextTickAsync(token);
                }
            }

            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
        });

        // When it is followed, by an eye that is slower at times
        var following = Reader.RunAsync(source, new(Noon, Follows: true), Show, end.Token);
        await Eventually.HoldsAsync(() => Volatile.Read(ref _count) == Lines, () => $"{_count} lines were shown");
        await end.CancelAsync();
        var summary = await following;

        // Then
        Assert.Equal(Enumerable.Range(0, Lines).Select(i => $"{i}"), _shown.Select(line => line.Message));
        Assert.Equal($"{Lines} lines shown, none dropped", $"{summary}");

        void Show(IReadOnlyList<LogLine> lines)
        {
            _shown.AddRange(lines);
            Volatile.Write(ref _count, _shown.Count);
        }
    }

    [Fact]
    public async Task What_the_source_leaves_out_is_said_at_once_and_at_the_end()
    {
        var source = new Source((feed, _) =>
        {
            feed.Drop(12);
            return Task.CompletedTask;
        });

        var summary = await Reader.RunAsync(source, new(Noon, Follows: true), _shown.AddRange, default);

        Assert.Equal("a source left out 12 lines, as it reports: more are written than it passes on", Assert.Single(_log.Lines));
        Assert.Equal("0 lines shown, 12 dropped on the way", $"{summary}");
    }

    [Fact]
    public async Task Of_a_past_that_is_too_long_the_newest_lines_are_shown_and_how_many_are_not()
    {
        var source = new Source(async (feed, token) =>
        {
            for (var i = 0; i < LogOrder.MostHeld + 5; i++)
            {
                await feed.WriteAsync(LogLine.Read("pod", $"{i}", Noon.AddTicks(i)), token);
            }

            await feed.CaughtUpAsync(token);
        });

        var summary = await Reader.RunAsync(source, new(Noon, Follows: false), _shown.AddRange, default);

        Assert.Equal("5", _shown[0].Message);
        Assert.Equal((LogOrder.MostHeld, 5), (summary.Shown, summary.TooOld));
    }

    [Fact]
    public async Task A_source_that_can_not_be_read_fails_with_its_own_reason_after_what_it_gave()
    {
        var source = new Source(async (feed, token) =>
        {
            await feed.WriteAsync(LogLine.Read("pod", "last words", Noon), token);
            throw new DeliveryException("Loki did not answer", "it was refused", "start it");
        });

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Reader.RunAsync(source, new(Noon, Follows: true), _shown.AddRange, default));

        Assert.Equal("Loki did not answer", failure.What);
        Assert.Equal("last words", Assert.Single(_shown).Message);
    }

    private int _count;

    private sealed class Source(Func<LogFeed, CancellationToken, Task> give) : ILogSource
    {
        public string Name => "a source";

        public Task ReadAsync(LogQuery query, LogFeed feed, CancellationToken cancellationToken) => give(feed, cancellationToken);
    }
}
