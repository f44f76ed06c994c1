using Cake.Frosting;
using GitOpsDemo.Build.Context;

namespace GitOpsDemo.Build.Tasks.Verification;

/// <summary>What runs before a rollout, for a soak to compare with.</summary>
[TaskName(nameof(Baseline))]
[TaskDescription("With --soak: watches what runs before the rollout for as long as the soak, and sends it requests where that is allowed.")]
public sealed class Baseline(EnvironmentSoak soak) : AsyncFrostingTask<BuildContext>, IObservingTask, IFrostingTask
{
    internal const string NoSoak = "no --soak";

    public string SkippedMessage => NoSoak;

    public override bool ShouldRun(BuildContext context) => context.Options.Soak is not null;

    public override Task RunAsync(BuildContext context) => soak.WatchBeforeAsync(context, context.Options.Environment);
}

/// <summary>The proof over a time; by itself it compares what runs with what ran up to an hour before.</summary>
[TaskName(nameof(Soak))]
[TaskDescription("With --soak: goes on proving for that time, and proves that what runs is no worse than what ran before.")]
public sealed class Soak(EnvironmentSoak soak) : AsyncFrostingTask<BuildContext>, IObservingTask, IFrostingTask
{
    public string SkippedMessage => $"{Baseline.NoSoak}, or not merged";

    public override bool ShouldRun(BuildContext context) => context.Options.Soak is not null && !context.Report.AwaitsMerge;

    public override Task RunAsync(BuildContext context) => soak.RunAsync(context, context.Options.Environment);
}
