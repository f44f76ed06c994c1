namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>
/// A clock that shows the true date (or one beside it), and on which the patience of a verification is over thirty times as soon.
/// </summary>
internal sealed class QuickTime(TimeSpan ahead = default) : TimeProvider
{
    private const int Quickness = 30;

    /// <summary>Pauses between two looks stay long enough for the lab to do something.</summary>
    private const int PauseQuickness = 5;

    public override long TimestampFrequency => System.TimestampFrequency / Quickness;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + ahead;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / PauseQuickness : dueTime, period);
}
