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

    private static readonly IReadOnlySet<string> Comparing = new HashSet<string> { "the comparison" };

    /// <summary>How often the progress is written to a log file.</summary>
    public static readonly TimeSpan Pace = TimeSpan.FromMinutes(1);

    /// <summary>Soaks for a time.</summary>
    /// <param name="prepare">Prepares the claims of one round.</param>
    /// <param name="compare">Compares what was seen up to a moment with what ran before.</param>
    /// <param name="duration">How long.</param>
    /// <param name="report">Takes the checks: those of comparisons, and those that failed.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
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
        var (rounds, looked, compared, isAgain) = (0, 0, "", false);
        IReadOnlySet<string> suspects = new HashSet<string>();
        try
        {
            while (true)
            {
                var left = Left();
                log.Progress(new StepProgress("soaking", $"{StepProgress.Seconds(left)} left; {Seen()}")
                {
                    Elapsed = time.GetElapsedTime(start),
                    Limit = duration,
                    Pace = Pace,
                });
                await Task.Delay(suspects.Count > 0 ? SecondLook : left < Pause ? left : Pause, time, cancellationToken);
                suspects = await RoundAsync(prepare, suspects, report, cancellationToken);
                rounds += suspects.Count == 0 ? 1 : 0;
                var due = (int)(Looks * (time.GetElapsedTime(start) / duration));
                if (suspects.Count > 0 || due <= looked)
                {
                    continue;
                }

                if (await CompareAsync(compare, isAgain, cancellationToken) is not { } judgement)
                {
                    (suspects, isAgain) = (Comparing, true);
                    continue;
                }

                (looked, compared, isAgain) = (due, judgement.Seen, false);
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

        string Seen() => suspects.Count > 0
            ? $"{string.Join(", ", suspects)} failed, and is looked at again"
            : $"{Times(rounds)}{(compared.Length == 0 ? "" : $"; {compared}")}";
    }

    private static string Times(int rounds) =>
        rounds switch { 0 => "nothing has failed", 1 => "all proven once more", _ => $"all proven {rounds} times more" };

    /// <returns>Null where it can't be asked, and is to be asked again.</returns>
    /// <exception cref="DeliveryException">It can't be asked again.</exception>
    private async Task<Judgement?> CompareAsync(
        Func<CancellationToken, Task<Judgement>> compare, bool isAgain, CancellationToken cancellationToken)
    {
        try
        {
            return await compare(cancellationToken);
        }
        catch (DeliveryException exception) when (!isAgain)
        {
            log.Warning($"not compared yet, and asked again in {StepProgress.Seconds(SecondLook)}: {exception.What}: {exception.Why}");
            return null;
        }
    }

    /// <returns>What has failed, and is to be looked at again.</returns>
    /// <exception cref="DeliveryException">Something has failed again.</exception>
    private async Task<IReadOnlySet<string>> RoundAsync(
        Func<CancellationToken, Task<IReadOnlyList<Claim>>> prepare,
        IReadOnlySet<string> suspects,
        Action<IReadOnlyList<CheckResult>> report,
        CancellationToken cancellationToken)
    {
        var failed = new List<CheckResult>();
        try
        {
            await engine.ProveAsync(
                await prepare(cancellationToken),
                timeout: null,
                checks => failed.AddRange(checks.Where(check => check.Verdict == Verdict.Fail)),
                cancellationToken);
            return new HashSet<string>();
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

            log.Warning($"not sure yet, and looked at again in {StepProgress.Seconds(SecondLook)}: {exception.What}: {exception.Why}");
            return failing;
        }
    }
}
