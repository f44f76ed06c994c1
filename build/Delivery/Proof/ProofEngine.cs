using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Proof;

/// <summary>
/// Proves claims: looks until every check has passed or has failed for longer than it may take, and reports all of them. What was applied
/// lately gets the time that the platform needs to bring it; what was there before fails at once.
/// </summary>
public sealed class ProofEngine(IArrivals arrivals, IDeliveryLog log, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    /// <summary>Between two rounds of a watch.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>The end of a wait whose checks all had more time left: beyond what any platform takes.</summary>
    private static readonly TimeSpan UpperBound = TimeSpan.FromMinutes(15);

    private readonly Wait _wait = new(log, time);

    /// <summary>Proves claims side by side. One that can't be made hides the others no more than one that fails.</summary>
    /// <param name="claims">What is proven.</param>
    /// <param name="timeout">How long a check that waits for something may take; null for what the platform and the check need.</param>
    /// <param name="report">Takes the checks.</param>
    /// <exception cref="DeliveryException">Something is not proven; the message names all of it.</exception>
    public async Task ProveAsync(
        IReadOnlyList<Claim> claims, TimeSpan? timeout, Action<IReadOnlyList<CheckResult>> report, CancellationToken cancellationToken)
    {
        var patience = new Patience(arrivals, timeout, log);
        var start = time.GetTimestamp();
        var runs = claims.Select(claim => new ClaimRun(claim, patience)).ToList();
        var bound = timeout is { } given && given > UpperBound ? given + Claim.Restart : UpperBound;
        await _wait.UntilAsync(
            string.Join(" and ", claims.Select(claim => claim.What)),
            bound,
            Interval,
            LookAsync,
            "run it again with --verbosity=diagnostic, which logs every request",
            cancellationToken);
        IReadOnlyList<CheckResult> checks = [.. runs.SelectMany(run => run.Results)];
        report(checks);
        Throw(checks, runs.Select(run => run.Failure).OfType<DeliveryException>());

        async Task<Observation<bool>> LookAsync(CancellationToken token)
        {
            await Task.WhenAll(runs.Where(run => !run.IsFinal).Select(run => run.LookAsync(() => time.GetElapsedTime(start), token)));
            return runs.All(run => run.IsFinal) ? Observation.Done(true) : Progress(runs);
        }
    }

    /// <summary>Proves again and again, and ends at the first failure: what is proven once may break a minute later.</summary>
    /// <param name="prove">One round.</param>
    /// <param name="duration">How long.</param>
    /// <exception cref="DeliveryException">Something is not proven any more.</exception>
    public async Task WatchAsync(Func<CancellationToken, Task> prove, TimeSpan duration, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var rounds = 0;
        while (time.GetElapsedTime(start) < duration)
        {
            log.Progress(new StepProgress("watching", Rounds(rounds)) { Elapsed = time.GetElapsedTime(start), Limit = duration });
            var left = duration - time.GetElapsedTime(start);
            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken);
            await prove(cancellationToken);
            rounds++;
        }

        log.Information($"watched for {StepProgress.Seconds(duration)}: {Rounds(rounds)}");
    }

    /// <summary>How often a watch has proven everything again, in words.</summary>
    internal static string Rounds(int rounds) =>
        rounds switch { 0 => "nothing has failed", 1 => "all proven once more", _ => $"all proven {rounds} more times" };

    private static Observation<bool> Progress(IReadOnlyList<ClaimRun> runs)
    {
        var (total, passed) = (runs.Sum(run => run.Count), runs.Sum(run => run.Passed));
        var open = runs.First(run => !run.IsFinal);
        var seen = open.Count == 0 && total == 0 ? open.Seen : $"{passed} of {total} proven; {open.Seen}";
        return Observation.NotYet<bool>(seen) with { Limit = runs.Max(run => run.Limit) };
    }

    private static void Throw(IReadOnlyList<CheckResult> checks, IEnumerable<DeliveryException> unmade)
    {
        List<DeliveryException> failures = CheckSummary.FailureOf(checks) is { } unproven ? [unproven, .. unmade] : [.. unmade];
        switch (failures)
        {
            case [var only]:
                throw only;
            case [_, ..]:
                throw new DeliveryException(
                    string.Join(", and ", failures.Select(failure => failure.What)),
                    string.Join("; ", failures.Select(failure => failure.Why)),
                    string.Join("; ", failures.Select(failure => failure.Next).Distinct()));
        }
    }

    /// <summary>A claim that is being proven.</summary>
    private sealed class ClaimRun(Claim claim, Patience patience)
    {
        public bool IsFinal { get; private set; }

        /// <summary>The checks, when it is final.</summary>
        public IReadOnlyList<CheckResult> Results { get; private set; } = [];

        /// <summary>Why it could not be made.</summary>
        public DeliveryException? Failure { get; private set; }

        public int Count { get; private set; }

        public int Passed { get; private set; }

        /// <summary>What is waited for.</summary>
        public string Seen { get; private set; } = "";

        /// <summary>When it will be given up, counted from the start.</summary>
        public TimeSpan Limit { get; private set; }

        public async Task LookAsync(Func<TimeSpan> elapsed, CancellationToken cancellationToken)
        {
            try
            {
                await JudgeAsync(await claim.LookAsync(cancellationToken), elapsed(), cancellationToken);
            }
            catch (DeliveryException exception)
            {
                (Seen, Limit) = (exception.Why, claim.Unreachable);
                (IsFinal, Failure) = elapsed() < claim.Unreachable ? (false, null) : (true, exception);
            }
        }

        private async Task JudgeAsync(IReadOnlyList<Finding> findings, TimeSpan elapsed, CancellationToken cancellationToken)
        {
            var open = new List<(Finding Finding, TimeSpan Limit)>();
            var failing = findings.Where(finding => finding.Result.Verdict == Verdict.Fail).ToList();
            foreach (var finding in failing)
            {
                var limit = await patience.OfAsync(finding, cancellationToken);
                if (elapsed < limit)
                {
                    open.Add((finding, limit));
                }
            }

            (Count, Passed) = (findings.Count, findings.Count - failing.Count);
            if (open.Count > 0)
            {
                (Seen, Limit) = ($"{open[0].Finding.Result.Id}: {open[0].Finding.Result.Cause}", open.Max(waiting => waiting.Limit));
                return;
            }

            IsFinal = true;
            Limit = TimeSpan.Zero;
            Results = await Task.WhenAll(findings.Select(finding => patience.ExplainAsync(finding, cancellationToken)));
        }
    }

    /// <summary>How long the checks of a run may take.</summary>
    /// <param name="arrivals">Asked once about each thing, when a check first fails without it.</param>
    /// <param name="timeout">Takes the place of what the platform and the check need.</param>
    /// <param name="log">Tells of questions without an answer.</param>
    private sealed class Patience(IArrivals arrivals, TimeSpan? timeout, IDeliveryLog log)
    {
        private readonly Dictionary<Awaited, TimeSpan> _left = [];

        /// <summary>How long after the start a failure of a check is final.</summary>
        public async Task<TimeSpan> OfAsync(Finding finding, CancellationToken cancellationToken)
        {
            var longest = TimeSpan.Zero;
            foreach (var awaited in finding.Awaits)
            {
                var left = await LeftAsync(awaited, cancellationToken);
                longest = left > longest ? left : longest;
            }

            var needed = longest + finding.Cycle;
            return needed > TimeSpan.Zero ? timeout ?? needed : TimeSpan.Zero;
        }

        /// <summary>A final result; of one that timed out waiting for something that was applied, with what is known of that.</summary>
        public async Task<CheckResult> ExplainAsync(Finding finding, CancellationToken cancellationToken)
        {
            var result = finding.Result;
            if (result.Verdict == Verdict.Fail)
            {
                foreach (var awaited in finding.Awaits.Where(awaited => _left.GetValueOrDefault(awaited) > TimeSpan.Zero))
                {
                    var known = await AskAsync(token => arrivals.ExplainAsync(awaited, token), "", cancellationToken);
                    result = known.Length == 0 ? result : result with { Cause = $"{result.Cause}; {known}" };
                }
            }

            return result;
        }

        private async Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken)
        {
            if (!_left.TryGetValue(awaited, out var left))
            {
                left = await AskAsync(token => arrivals.LeftAsync(awaited, token), TimeSpan.Zero, cancellationToken);
                _left[awaited] = left;
            }

            return left;
        }

        /// <summary>Who may not ask the cluster, as a smoke check with few rights, is told so, and nothing is waited for.</summary>
        private async Task<T> AskAsync<T>(Func<CancellationToken, Task<T>> ask, T unknown, CancellationToken cancellationToken)
        {
            try
            {
                return await ask(cancellationToken);
            }
            catch (DeliveryException exception)
            {
                log.Warning($"it is not known what was applied recently: {exception.Message}");
                return unknown;
            }
        }
    }
}
