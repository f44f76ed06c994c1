namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>A clock on which every pause is over at once, and no deadline ever comes.</summary>
internal sealed class HurryingTime : TimeProvider
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(callback, state, dueTime > LongestPause ? Timeout.InfiniteTimeSpan : dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
}
