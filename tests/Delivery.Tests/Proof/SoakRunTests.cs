using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Analysis;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof;

/// <summary>When a soak goes on, and when it ends.</summary>
public sealed class SoakRunTests
{
    private static readonly CheckResult Passing = CheckResult.Pass("targets/a", "it is up", "up");
    private static readonly CheckResult Failing = CheckResult.Fail(
        "targets/a", "it is up", "it is down", "its process ended", "look at its log");
    private static readonly CheckResult Worse = CheckResult.Fail(
        "soak/errorRatio", "no more fail", "2 %, before 0 %", "worse", "roll back");

    private readonly HurryingTime _time = new();
    private readonly RecordingLog _log = new();
    private readonly List<CheckResult> _reported = [];
    private int _rounds;
    private int _compared;

    [Fact]
    public async Task Everything_is_proven_again_until_the_time_is_over_and_compared_four_times()
    {
        var missing = await RunAsync(_ => Passing, () => new([], "12,000 requests", Inconclusive: null));

        Assert.Null(missing);
        Assert.Equal(SoakRun.Looks, _compared);
        Assert.InRange(_rounds, 60, 61);
        Assert.Equal($"soaked for 600 s: all proven {_rounds} more times; 12,000 requests", _log.Lines[^1]);
        Assert.Contains(
            _log.Lines, line => line.Contains("300 s left; all proven 30 more times; 12,000 requests", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_once_is_looked_at_again_and_forgotten_when_it_passes()
    {
        await RunAsync(round => round == 5 ? Failing : Passing, () => new([], "", Inconclusive: null));

        Assert.Empty(_reported);
        Assert.Single(_log.Lines, line => line.StartsWith("not certain yet, and looked at again in 5 s", StringComparison.Ordinal));
    }

    [Fact]
    public async Task What_fails_again_ends_it_at_once()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync(round => round >= 5 ? Failing : Passing, () => new([], "", Inconclusive: null)));

        Assert.Equal(6, _rounds);
        Assert.Equal("targets/a is not proven", failure.What);
        Assert.Equal([Failing], _reported);
    }

    [Fact]
    public async Task Checks_that_fail_in_turn_end_it_when_one_has_failed_twice()
    {
        var other = Failing with { Id = "targets/b" };

        await Assert.ThrowsAsync<DeliveryException>(() => RunAsync(
            round => round < 5 ? Passing : round % 2 == 0 ? other : Failing, () => new([], "", Inconclusive: null)));

        Assert.Equal(7, _rounds);
        Assert.Equal([Failing], _reported);
    }

    [Fact]
    public async Task A_server_that_can_not_be_asked_twice_ends_it_too()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => RunAsync(
            round => round >= 5 ? throw new DeliveryException("asking Prometheus failed", "refused", "start it") : Passing,
            () => new([], "", Inconclusive: null)));

        Assert.Equal("asking Prometheus failed", failure.What);
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public async Task What_can_not_be_compared_is_asked_once_more(int times, bool fails)
    {
        var asked = 0;

        var failure = await Record.ExceptionAsync(() => RunAsync(
            _ => Passing,
            () => ++asked <= times
                ? throw new DeliveryException("asking Prometheus failed", "refused", "start it")
                : new([], "", Inconclusive: null)));

        Assert.Equal(fails, failure is DeliveryException { What: "asking Prometheus failed" });
        Assert.Equal(fails ? 2 : SoakRun.Looks + 1, _compared);
    }

    [Fact]
    public async Task What_is_worse_than_before_ends_it_at_the_first_look_that_finds_it()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => RunAsync(_ => Passing, () => new(_compared == 2 ? [Worse] : [], "", Inconclusive: null)));

        Assert.Equal(2, _compared);
        Assert.Equal("soak/errorRatio is not proven", failure.What);
        Assert.Equal([Worse], _reported);
    }

    [Fact]
    public async Task Whether_requests_were_too_few_is_told_at_the_end()
    {
        var missing = await RunAsync(_ => Passing, () => new([], "", "800 more requests are needed"));

        Assert.Equal("800 more requests are needed", missing);
        Assert.Equal(SoakRun.Looks, _compared);
    }

    [Fact]
    public async Task Ctrl_C_ends_it_with_what_was_last_seen()
    {
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => RunAsync(
            round =>
            {
                if (round == 3)
                {
                    stop.Cancel();
                }

                return Passing;
            },
            () => new([], "", Inconclusive: null),
            stop.Token));

        Assert.Equal("the soak was ended with 570 s left; last seen: all proven 2 more times", _log.Lines[^1]);
    }

    private Task<string?> RunAsync(Func<int, CheckResult> check, Func<Judgement> judge, CancellationToken cancellationToken = default) =>
        new SoakRun(new ProofEngine(new FixedArrivals(default), _log, _time), _log, _time).RunAsync(
            token =>
            {
                _rounds++;
                token.ThrowIfCancellationRequested();
                var result = check(_rounds);
                token.ThrowIfCancellationRequested();
                return Task.FromResult<IReadOnlyList<Claim>>([Claim.Known(result)]);
            },
            _ =>
            {
                _compared++;
                return Task.FromResult(judge());
            },
            TimeSpan.FromMinutes(10),
            _reported.AddRange,
            cancellationToken);
}
