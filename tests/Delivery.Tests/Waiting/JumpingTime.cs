namespace GitOpsDemo.Delivery.Tests.Waiting;

/// <summary>The real clock, until somebody sets it: what measures how long something takes goes on as before.</summary>
internal sealed class JumpingTime : TimeProvider
{
    /// <summary>By how much it was set.</summary>
    public TimeSpan Jump { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Jump;
}
