using GitOpsDemo.Delivery.Proof.Analysis;

namespace GitOpsDemo.Delivery.Proof;

/// <summary>
/// Goes on proving what was proven, and compares it with what ran before. It ends at the first failure that is certain: a check that fails
/// again at a second look, or a comparison, which no second look makes surer.
/// </summary>
public sealed class SoakRun(ProofEngine engine, IDeliveryLog log, TimeProvider time)
{
    /// <summary>How often what runs is compared: each comparison may find a part of what may be found by chance.</summary>
    public const int Looks = 4;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    /// <summary>Before what failed is looked at again.</summary>
    private static readonly TimeSpan SecondLook = TimeSpan.FromSeconds(5);

    /// <summary>How often the progress is written to a log file.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    /// <summary>Soaks for a time.</summary>
    /// <param name="prepare">Prepares the claims of one round.</param>
    /// <param name="compare">Compares what was seen up to a moment with what ran before.</param>
    /// <param name="duration">How long.</param>
    /// <param name="report">Takes the checks: those of comparisons, and those that failed.</param>
    /// <returns>What is missing for a verdict; null when it is no worse than what ran before, or nothing did.</returns>
    /// <exception cref="DeliveryException">Something is not proven any more, or is worse than before.</exception>
    public async Task<string?> RunAsync(
        Func<CancellationToken, Task<IReadOnlyList<Claim>>> prepare,
        Func<CancellationToken, Task<Judgement>> compare,
        TimeSpan duration,
        Action<IReadOnlyList<CheckResult>> report,
        CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var (rounds, looks, compared) = (0, 0, "");
        try
        {
            while (true)
            {
                log.Progress(new StepProgress("soaking", $"{StepProgress.Seconds(Left())} left; {Seen()}")
                {
                    Elapsed = time.GetElapsedTime(start),
                    Limit = duration,
                    Pace = Pace,
                });
                await Task.Delay(Left() < Pause ? Left() : Pause, time, cancellationToken);
                await ProveAsync(prepare, report, cancellationToken);
                rounds++;
                var due = (int)(Looks * (time.GetElapsedTime(start) / duration));
                if (due <= looks)
                {
                    continue;
                }

                var judgement = await CompareAsync(compare, cancellationToken);
                (looks, compared) = (due, judgement.Seen);
                if (due >= Looks || judgement.Checks.Any(check => check.Verdict == Verdict.Fail))
                {
                    report(judgement.Checks);
                    log.Information($"soaked for {StepProgress.Seconds(time.GetElapsedTime(start))}: {Seen()}");
                    return CheckSummary.FailureOf(judgement.Checks) is { } failure ? throw failure : judgement.Inconclusive;
                }
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            log.Warning($"the soak was ended with {StepProgress.Seconds(Left())} left; last seen: {Seen()}");
            throw;
        }

        TimeSpan Left() => duration - time.GetElapsedTime(start) is var left && left > TimeSpan.Zero ? left : TimeSpan.Zero;

        string Seen() => compared.Length == 0 ? ProofEngine.Rounds(rounds) : $"{ProofEngine.Rounds(rounds)}; {compared}";
    }

    /// <summary>Compares; a server that can't be asked is asked once more.</summary>
    private async Task<Judgement> CompareAsync(Func<CancellationToken, Task<Judgement>> compare, CancellationToken cancellationToken)
    {
        try
        {
            return await compare(cancellationToken);
        }
        catch (DeliveryException exception)
        {
            await LookAgainAsync("the comparison failed, and is tried", exception, cancellationToken);
            return await compare(cancellationToken);
        }
    }

    /// <summary>
    /// Proves everything once. What fails is looked at again, until all passes or something has failed twice: checks that fail in turn end
    /// it, too.
    /// </summary>
    /// <exception cref="DeliveryException">Something has failed twice.</exception>
    private async Task ProveAsync(
        Func<CancellationToken, Task<IReadOnlyList<Claim>>> prepare,
        Action<IReadOnlyList<CheckResult>> report,
        CancellationToken cancellationToken)
    {
        HashSet<string> suspects = [];
        while (true)
        {
            var failed = new List<CheckResult>();
            try
            {
                await engine.ProveAsync(
                    await prepare(cancellationToken),
                    timeout: null,
                    checks => failed.AddRange(checks.Where(check => check.Verdict == Verdict.Fail)),
                    cancellationToken);
                return;
            }
            catch (DeliveryException exception)
            {
                // What could not even be asked has no checks.
                HashSet<string> failing = failed.Count > 0 ? [.. failed.Select(check => check.Id)] : [exception.What];
                if (failing.Overlaps(suspects))
                {
                    report(failed);
                    throw;
                }

                suspects.UnionWith(failing);
                await LookAgainAsync("not certain yet, and looked at", exception, cancellationToken);
            }
        }
    }

    private Task LookAgainAsync(string what, DeliveryException exception, CancellationToken cancellationToken)
    {
        log.Warning($"{what} again in {StepProgress.Seconds(SecondLook)}: {exception.What}: {exception.Why}");
        return Task.Delay(SecondLook, time, cancellationToken);
    }
}
