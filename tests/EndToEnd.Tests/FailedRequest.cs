namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>A request of a load that got no good answer.</summary>
/// <param name="From">When it was sent, since the start of the load.</param>
/// <param name="To">When it failed.</param>
/// <param name="Why">How.</param>
internal sealed record FailedRequest(TimeSpan From, TimeSpan To, string Why)
{
    /// <summary>Whether it was on its way at a moment.</summary>
    public bool WasInFlightAt(TimeSpan moment) => From <= moment && moment <= To;
}
