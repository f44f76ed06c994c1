using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

public sealed class ProofWatchTests : IDisposable
{
    private readonly BuildFixture _build = new(Repository.Root, ["--target=VerifyAlerts", "--watch=60s"]);

    public void Dispose() => _build.Dispose();

    [Fact]
    public async Task A_proof_that_fails_hides_none_of_those_after_it()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ProveAsync(
            Proof(Failed("rules/A"), Failed("rules/B")), () => throw new DeliveryException("Alertmanager does not answer", "it ended", "LabUp"), Proof(Failed("panels/C"))));

        Assert.Equal(
            """
            3 checks are not proven, and Alertmanager does not answer: 
              rules/A: seen. wrong
              rules/B: seen. wrong
              panels/C: seen. wrong; it ended. Next: mend it; LabUp
            """,
            failure.Message);
        Assert.Contains("FAIL  panels/C: it holds", _build.Log.Lines);
    }

    [Fact]
    public async Task One_failure_is_told_by_itself()
    {
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => ProveAsync(Proof(CheckResult.Pass("a", "it holds", "seen")), Proof(Failed("rules/B"))));

        Assert.Equal("rules/B is not proven: seen. wrong. Next: mend it", failure.Message);
    }

    [Fact]
    public async Task A_watch_proves_again_and_again_until_its_time_is_over()
    {
        var rounds = 0;

        await WatchAsync(() =>
        {
            rounds++;
            return Passing();
        });

        Assert.Equal(7, rounds);
        Assert.Contains("watched for 60 s: proven 6 times more", _build.Log.Lines);
        Assert.Contains("watching (50 s of 60 s): proven 5 times more", _build.Log.Lines);
        Assert.Single(_build.Log.Lines, line => line.StartsWith("pass", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_watch_ends_at_the_first_round_that_fails_and_names_all_of_it()
    {
        var rounds = 0;

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => WatchAsync(() => ++rounds < 3 ? Passing() : Task.FromResult<IReadOnlyList<CheckResult>>([Failed("rules/A"), Failed("rules/B")])));

        Assert.Equal(3, rounds);
        Assert.Equal(TimeSpan.FromSeconds(20).Ticks, _build.Time.GetTimestamp());
        Assert.Contains("rules/A", failure.Message, StringComparison.Ordinal);
        Assert.Contains("rules/B", failure.Message, StringComparison.Ordinal);
    }

    private static CheckResult Failed(string id) => CheckResult.Fail(id, "it holds", "seen", "wrong", "mend it");

    private static Func<Task<IReadOnlyList<CheckResult>>> Proof(params CheckResult[] checks) => () => Task.FromResult<IReadOnlyList<CheckResult>>(checks);

    private static Task<IReadOnlyList<CheckResult>> Passing() => Proof(CheckResult.Pass("rules/A", "it holds", "seen"))();

    private Task ProveAsync(params Func<Task<IReadOnlyList<CheckResult>>>[] proofs) =>
        new ProofWatch(_build.Options, _build.Time).ProveAsync(_build.Context, "VerifyAlerts", proofs);

    /// <summary>Proves as the last task of a run, while time passes.</summary>
    private Task WatchAsync(Func<Task<IReadOnlyList<CheckResult>>> proof)
    {
        var watch = new ProofWatch(_build.Options, _build.Time) { LastTask = "VerifyAlerts" };
        return _build.PassTimeAsync(watch.ProveAsync(_build.Context, "VerifyAlerts", proof));
    }
}
