namespace GitOpsDemo.Delivery.Tests.Verification;

/// <summary>A clock that shows a fixed date, and whose waits are as long as real ones divided by a hundred.</summary>
public sealed class FixedTime(DateTimeOffset now) : TimeProvider
{
    private const int Quickness = 100;

    public override long TimestampFrequency => TimeProvider.System.TimestampFrequency / Quickness;

    public override DateTimeOffset GetUtcNow() => now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        TimeProvider.System.CreateTimer(callback, state, Scaled(dueTime), Scaled(period));

    private static TimeSpan Scaled(TimeSpan span) => span <= TimeSpan.Zero ? span : TimeSpan.FromTicks(Math.Max(span.Ticks / Quickness, TimeSpan.TicksPerMillisecond));
}
