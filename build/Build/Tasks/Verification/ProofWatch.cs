using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>
/// Runs the proofs of a run: all of a task's, whatever the first of them shows. With <c>--watch</c> the last of the proof tasks goes on with all of them until the time is over, and fails at
/// the first failure: what is proven once may break a minute later.
/// </summary>
public sealed class ProofWatch(BuildOptions options, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly List<Func<Task<IReadOnlyList<CheckResult>>>> _proofs = [];

    /// <summary>The last task of this run that proves something.</summary>
    internal string? LastTask { get; set; }

    /// <summary>Reports what the proofs of a task show, and watches on after the last task.</summary>
    /// <exception cref="DeliveryException">Something is not proven; the message names all of it.</exception>
    internal async Task ProveAsync(BuildContext context, string task, params IReadOnlyList<Func<Task<IReadOnlyList<CheckResult>>>> proofs)
    {
        await Proofs.RunAsync(proofs, context.Report.Add);
        _proofs.AddRange(proofs);
        if (task == LastTask && options.Watch is { } duration)
        {
            await WatchAsync(context, duration);
        }
    }

    private async Task WatchAsync(BuildContext context, TimeSpan duration)
    {
        var start = time.GetTimestamp();
        var rounds = 0;
        while (time.GetElapsedTime(start) < duration)
        {
            context.DeliveryLog.Progress(new StepProgress("watching", $"proven {rounds} times more") { Elapsed = time.GetElapsedTime(start), Limit = duration });
            var left = duration - time.GetElapsedTime(start);
            await Task.Delay(left < Pause ? left : Pause, time, context.CancellationToken);
            await Proofs.RunAsync(_proofs, checks => context.Report.Add([.. checks.Where(check => check.Verdict == Verdict.Fail)]));
            rounds++;
        }

        context.DeliveryLog.Information($"watched for {duration.TotalSeconds:0} s: proven {rounds} times more");
    }
}
