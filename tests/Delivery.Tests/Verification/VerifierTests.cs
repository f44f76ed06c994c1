using GitOpsDemo.Delivery.Verification;
using GitOpsDemo.Delivery.Waiting;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Verification;

public sealed class VerifierTests
{
    [Theory]
    [InlineData(null, "of 65 s): 0 of 2 proven; rules/A: not evaluated yet")]
    [InlineData(20, "of 20 s): 0 of 2 proven; rules/A: not evaluated yet")]
    public async Task Progress_counts_to_the_moment_at_which_the_proof_is_given_up(int? timeout, string expected)
    {
        // Given a rule that may take a minute, another that may take less, and both proven at the second look
        var (log, looks) = (new RecordingLog(), 0);
        var open = CheckResult.Fail("rules/A", "it is evaluated", "nothing", "not evaluated yet", "wait");
        var proven = CheckResult.Pass("rules/A", "it is evaluated", "a second ago");
        var verifier = new Verifier(new Wait(log, TimeProvider.System), TimeProvider.System);

        // When
        await verifier.UntilFinalAsync(
            "2 rules", timeout is { } seconds ? TimeSpan.FromSeconds(seconds) : null, _ => Task.FromResult(Findings(looks++ == 0 ? open : proven)), Verifier.Restart, default);

        // Then
        Assert.EndsWith(expected, Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nobody_answers_it_counts_to_the_end_of_a_restart()
    {
        var (log, looks) = (new RecordingLog(), 0);
        var verifier = new Verifier(new Wait(log, TimeProvider.System), TimeProvider.System);

        await verifier.UntilFinalAsync(
            "a rule",
            null,
            _ => looks++ == 0 ? throw new DeliveryException("asking failed", "connection refused", "start it") : Task.FromResult<IReadOnlyList<Finding>>([]),
            Verifier.Restart,
            default);

        Assert.EndsWith("of 10 s): connection refused", Assert.Single(log.Lines), StringComparison.Ordinal);
    }

    private static IReadOnlyList<Finding> Findings(CheckResult result) => [new(result, TimeSpan.FromSeconds(65)), new(result, TimeSpan.FromSeconds(10))];
}
