using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Testing;

/// <summary>Makes a proof as the build does, and returns its checks instead of throwing.</summary>
public static class Proving
{
    /// <param name="proof">The proof.</param>
    /// <param name="time">The clock of the waits.</param>
    /// <param name="left">How long everything that it awaits may still take to arrive.</param>
    /// <param name="log">Takes the progress.</param>
    public static async Task<IReadOnlyList<CheckResult>> MakeAsync(
        Claim proof, TimeProvider time, TimeSpan left = default, RecordingLog? log = null)
    {
        IReadOnlyList<CheckResult>? checks = null;
        try
        {
            await new ProofEngine(new FixedArrivals(left), log ?? new RecordingLog(), time).ProveAsync(
                [proof], timeout: null, found => checks = found, default);
        }
        catch (DeliveryException) when (checks is { Count: > 0 })
        {
            // The checks say what failed.
        }

        return checks!;
    }
}

/// <summary>Everything that was applied may take the same time to arrive.</summary>
public sealed class FixedArrivals(TimeSpan left, string explanation = "") : IArrivals
{
    public Task<TimeSpan> LeftAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult(left);

    public Task<string> ExplainAsync(Awaited awaited, CancellationToken cancellationToken) => Task.FromResult(explanation);
}
