using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Programs;

public sealed class WaitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(1);
    private readonly RecordingLog _log = new();

    private Wait Wait => new(_log, TimeProvider.System);

    [Fact]
    public async Task It_looks_until_the_look_is_done()
    {
        var looks = 0;

        var result = await Wait.UntilAsync(
            "the third look", TimeSpan.FromSeconds(10), Short, _ =>
                Task.FromResult(++looks == 3 ? Observation.Done("here") : Observation.NotYet<string>($"look {looks}")), "", default);

        Assert.Equal("here", result);
        Assert.Collection(
            _log.Lines,
            line => Assert.Contains("look 1", line, StringComparison.Ordinal),
            line => Assert.Contains("look 2", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task In_vain_it_says_what_it_last_saw_and_what_to_do()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Wait.UntilAsync(
            "the pods", TimeSpan.FromMilliseconds(100), Short, _ =>
                Task.FromResult(Observation.NotYet<bool>("1 of 2 ready")), "look at the events", default));

        Assert.Contains("last seen: 1 of 2 ready", failure.Message, StringComparison.Ordinal);
        Assert.EndsWith("Next: look at the events", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public async Task A_clock_that_somebody_sets_makes_it_neither_longer_nor_shorter(int days)
    {
        var (time, looks) = (new HurryingTime(), 0);

        await Assert.ThrowsAsync<DeliveryException>(() => new Wait(_log, time).UntilAsync(
            "the pods",
            TimeSpan.FromMilliseconds(100),
            Short,
            _ =>
            {
                time.Set = TimeSpan.FromDays(days * ++looks);
                return Task.FromResult(Observation.NotYet<bool>($"look {looks}"));
            },
            "",
            default));

        Assert.InRange(looks, 100, 101);
    }

    [Fact]
    public async Task A_look_that_hangs_is_bounded_too() =>
        await Assert.ThrowsAsync<DeliveryException>(() => Wait.UntilAsync<bool>(
            "an answer", TimeSpan.FromMilliseconds(100), Short, async token =>
                { await Task.Delay(Timeout.Infinite, token); return Observation.Done(true); }, "", default));

    [Fact]
    public async Task A_cancellation_is_no_timeout()
    {
        using var cancellation = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Wait.UntilAsync(
            "an end", TimeSpan.FromMinutes(1), Short, _ =>
                { cancellation.Cancel(); return Task.FromResult(Observation.NotYet<bool>("")); }, "", cancellation.Token));
    }

    [Fact]
    public async Task What_a_look_throws_ends_the_wait() =>
        await Assert.ThrowsAsync<InvalidOperationException>(() => Wait.UntilAsync<bool>(
            "x", TimeSpan.FromMinutes(1), Short, _ => throw new InvalidOperationException(), "", default));
}
