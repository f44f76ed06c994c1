using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Proof;

/// <summary>What is waited for, for how long, and what is said at the end.</summary>
public sealed class ProofEngineTests
{
    private static readonly CheckResult Passing = CheckResult.Pass("rules/A", "it holds", "seen");
    private static readonly CheckResult Failing = Failed("rules/A");
    private static readonly Awaited Rule = new(Part.Rules);

    private readonly RecordingLog _log = new();
    private readonly List<CheckResult> _checks = [];
    private readonly HurryingTime _time = new();

    [Fact]
    public async Task What_was_there_before_fails_at_the_first_look()
    {
        var looks = 0;

        await Assert.ThrowsAsync<DeliveryException>(() => ProveAsync(Engine(), null, Looking(() => Counted(ref looks, Failing), Rule)));

        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task What_was_applied_lately_is_waited_for_until_it_has_arrived()
    {
        var looks = 0;

        await ProveAsync(Engine(left: TimeSpan.FromMinutes(5)), null, Looking(() => looks++ == 0 ? Failing : Passing, Rule));

        Assert.Equal(2, looks);
        Assert.EndsWith("of 300 s): 0 of 1 proven; rules/A: wrong", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_never_arrives_fails_with_what_is_known_of_whoever_should_have_brought_it()
    {
        var engine = new ProofEngine(
            new FixedArrivals(TimeSpan.FromMinutes(5), "the operator monitoring/o has 0 of 1 replicas ready"), _log, _time);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ProveAsync(engine, null, Looking(() => Failing, Rule)));

        Assert.Equal("seen. wrong; the operator monitoring/o has 0 of 1 replicas ready", failure.Why);
    }

    [Theory]
    [InlineData(300, 20, "of 20 s)")]
    [InlineData(300, 900, "of 900 s)")]
    public async Task A_timeout_takes_the_place_of_the_platforms_patience(int left, int timeout, string expected)
    {
        var looks = 0;

        await ProveAsync(
            Engine(TimeSpan.FromSeconds(left)), TimeSpan.FromSeconds(timeout), Looking(() => looks++ == 0 ? Failing : Passing, Rule));

        Assert.Contains(expected, Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_timeout_makes_nobody_wait_for_what_was_not_applied()
    {
        var looks = 0;

        await Assert.ThrowsAsync<DeliveryException>(
            () => ProveAsync(Engine(), TimeSpan.FromMinutes(15), Looking(() => Counted(ref looks, Failing), Rule)));

        Assert.Equal(1, looks);
    }

    [Fact]
    public async Task Scrapes_and_evaluations_are_waited_for_though_nothing_was_applied()
    {
        var looks = 0;

        await ProveAsync(
            Engine(), null, new Claim("a rule", _ => Look(new Finding(looks++ == 0 ? Failing : Passing, TimeSpan.FromSeconds(65)))));

        Assert.Contains("of 65 s)", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_may_be_away_for_as_long_as_a_restart_takes()
    {
        var looks = 0;

        await ProveAsync(Engine(), null, new Claim("a rule", _ => looks++ == 0 ? throw Away() : Look(new Finding(Passing, TimeSpan.Zero))));

        Assert.EndsWith("of 10 s): connection refused", Assert.Single(_log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proof_that_fails_hides_none_of_the_others()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ProveAsync(
            Engine(),
            null,
            Known(Failed("rules/A"), Failed("rules/B")),
            new Claim("the route of alerts", _ => throw Away()) { Unreachable = TimeSpan.Zero },
            Known(Failed("panels/C"))));

        Assert.Equal(
            """
            3 checks are not proven, and asking failed: 
              rules/A: seen. wrong
              rules/B: seen. wrong
              panels/C: seen. wrong; connection refused. Next: fix it; start it
            """,
            failure.Message);
        Assert.Equal(["rules/A", "rules/B", "panels/C"], _checks.Select(check => check.Id));
    }

    [Fact]
    public async Task One_failure_is_told_by_itself()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => ProveAsync(Engine(), null, Known(Passing), Known(Failed("rules/B"))));

        Assert.Equal("rules/B is not proven: seen. wrong. Next: fix it", failure.Message);
    }

    [Fact]
    public async Task Who_may_not_ask_what_was_applied_is_told_so_and_does_not_wait()
    {
        var engine = new ProofEngine(new ForbiddenArrivals(), _log, _time);

        await Assert.ThrowsAsync<DeliveryException>(() => ProveAsync(engine, null, Looking(() => Failing, Rule)));

        Assert.Contains(
            "it is not known what was applied recently: kubectl get failed: forbidden",
            Assert.Single(_log.Lines),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_proves_again_and_again_until_its_time_is_over()
    {
        var rounds = 0;

        await WatchAsync(TimeSpan.FromSeconds(60), round =>
        {
            rounds = round;
            return Known(Passing);
        });

        Assert.Equal($"watched for 60 s: {(rounds == 1 ? "all proven once more" : $"all proven {rounds} more times")}", _log.Lines[^1]);
    }

    [Fact]
    public async Task A_watch_ends_at_the_first_round_that_fails_and_names_all_of_it()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => WatchAsync(TimeSpan.FromSeconds(60), round => round < 3 ? Known(Passing) : Known(Failed("rules/A"), Failed("rules/B"))));

        Assert.Contains("rules/A", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rules/B", failure.Message, StringComparison.Ordinal);
        Assert.Equal(["rules/A", "rules/B"], _checks.Where(check => check.Verdict == Verdict.Fail).Select(check => check.Id));
    }

    private static CheckResult Failed(string id) => CheckResult.Fail(id, "it holds", "seen", "wrong", "fix it");

    private static CheckResult Counted(ref int looks, CheckResult result)
    {
        looks++;
        return result;
    }

    private static DeliveryException Away() => new("asking failed", "connection refused", "start it");

    private static Claim Known(params CheckResult[] checks) => Claim.Known(checks);

    private static Claim Looking(Func<CheckResult> look, Awaited awaited) =>
        new("a rule", _ => Look(new Finding(look(), TimeSpan.Zero, awaited)));

    private static Task<IReadOnlyList<Finding>> Look(params Finding[] findings) => Task.FromResult<IReadOnlyList<Finding>>(findings);

    private ProofEngine Engine(TimeSpan left = default) => new(new FixedArrivals(left), _log, _time);

    private Task ProveAsync(ProofEngine engine, TimeSpan? timeout, params Claim[] proofs) =>
        engine.ProveAsync(proofs, timeout, _checks.AddRange, default);

    private Task WatchAsync(TimeSpan duration, Func<int, Claim> proof)
    {
        var round = 0;
        var engine = Engine();
        return engine.WatchAsync(_ => ProveAsync(engine, timeout: null, proof(++round)), duration, default);
    }

    private sealed class ForbiddenArrivals : IArrivals
    {
        public Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken) =>
            throw new DeliveryException("kubectl get failed", "forbidden", "ask for the right");

        public Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult("");
    }
}
