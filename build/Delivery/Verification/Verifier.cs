using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification;

/// <summary>
/// Looks again and again until every check passes, or has failed for longer than it may take. What has just been deployed gets the
/// time it needs; what is broken is said as soon as that is certain.
/// </summary>
internal sealed class Verifier(Wait wait, TimeProvider time)
{
    /// <summary>How long a server may be away, or not be itself yet, as while it restarts.</summary>
    public static readonly TimeSpan Restart = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(500);

    /// <summary>Beyond the patience of any finding: the end of a wait whose looks all fail.</summary>
    private static readonly TimeSpan UpperBound = TimeSpan.FromMinutes(15);

    /// <param name="what">What is verified, for the progress line.</param>
    /// <param name="timeout">The upper bound of it all; null for the patience of the findings alone.</param>
    /// <param name="look">One look. What it throws counts as seen nothing, until the patience is over.</param>
    /// <param name="unreachable">How long the API may be unreachable.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<IReadOnlyList<CheckResult>> UntilFinalAsync(
        string what, TimeSpan? timeout, Func<CancellationToken, Task<IReadOnlyList<Finding>>> look, TimeSpan unreachable, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        return await wait.UntilAsync(
            what,
            timeout is { } given && given > UpperBound ? given : UpperBound,
            Interval,
            async token =>
            {
                try
                {
                    return Judge(await look(token), time.GetElapsedTime(start), timeout);
                }
                catch (DeliveryException exception) when (time.GetElapsedTime(start) < unreachable)
                {
                    return Observation.NotYet<IReadOnlyList<CheckResult>>(exception.Why) with { Limit = unreachable };
                }
            },
            next: "run it again with --verbosity=diagnostic, which tells of every request",
            cancellationToken);
    }

    private static Observation<IReadOnlyList<CheckResult>> Judge(IReadOnlyList<Finding> findings, TimeSpan elapsed, TimeSpan? timeout)
    {
        var limit = timeout ?? TimeSpan.MaxValue;
        var open = findings.Where(finding => !finding.IsFinal(elapsed) && elapsed < limit).ToList();
        if (open.Count == 0)
        {
            return Observation.Done<IReadOnlyList<CheckResult>>([.. findings.Select(finding => finding.Result)]);
        }

        var (first, patience) = (open[0].Result, open.Max(finding => finding.Patience));
        return Observation.NotYet<IReadOnlyList<CheckResult>>($"{findings.Count - open.Count} of {findings.Count} proven; {first.Id}: {first.Cause}") with
        {
            Limit = patience < limit ? patience : limit,
        };
    }
}
