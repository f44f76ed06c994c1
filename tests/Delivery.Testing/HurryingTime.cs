using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Testing;

/// <summary>
/// A clock on which a pause is over at once and moves it on by its length; a deadline comes when the pauses have reached it.
/// </summary>
public sealed class HurryingTime() : FakeTimeProvider(DateTimeOffset.UnixEpoch)
{
    /// <summary>By how much somebody has set the clock: what measures how long something takes goes on as before.</summary>
    public TimeSpan Set { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Set;

    // Those of FakeTimeProvider follow the date.
    public override long GetTimestamp() => base.GetUtcNow().Ticks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        var isPause = state is not CancellationTokenSource && period == Timeout.InfiniteTimeSpan && dueTime > TimeSpan.Zero;
        if (isPause)
        {
            Advance(dueTime);
        }

        return timer;
    }
}
