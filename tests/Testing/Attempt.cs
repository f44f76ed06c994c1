using System.Diagnostics;

namespace GitOpsDemo.Testing;

/// <summary>What became of one call on bad input, and what it cost.</summary>
/// <param name="Failure">What it threw; null when it succeeded.</param>
/// <param name="Duration">How long it took.</param>
/// <param name="AllocatedBytes">What it allocated on its thread, freed or not: an upper bound of the memory that it held.</param>
public sealed record Attempt(Exception? Failure, TimeSpan Duration, long AllocatedBytes)
{
    /// <summary>The longest that a call on any input may take.</summary>
    public static readonly TimeSpan LongestDuration = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan HardLimit = TimeSpan.FromSeconds(15);

    /// <summary>The most that a call on any input may allocate.</summary>
    public const long MostBytes = 200 * 1024 * 1024;

    /// <summary>Whether it stayed within the bounds.</summary>
    public bool IsBounded => Duration <= LongestDuration && AllocatedBytes <= MostBytes;

    /// <summary>
    /// Makes the call, which has to be one that changes nothing: where it took too long it is made again, for the computer may have been
    /// busy.
    /// </summary>
    public static Attempt At(Action call)
    {
        var attempt = Once(call);
        for (var again = 0; again < 2 && attempt.Duration > LongestDuration && attempt.Duration < HardLimit; again++)
        {
            attempt = Once(call);
        }

        return attempt;
    }

    /// <summary>On a thread of its own, so that a call that does not end fails the test and does not hold it up.</summary>
    private static Attempt Once(Action call)
    {
        var attempt = new Attempt(new TimeoutException($"it did not end within {HardLimit.TotalSeconds:0} s"), HardLimit, 0);
        var thread = new Thread(() => attempt = Measured(call)) { IsBackground = true };
        thread.Start();
        thread.Join(HardLimit);
        return attempt;
    }

    private static Attempt Measured(Action call)
    {
        var (bytes, watch) = (GC.GetAllocatedBytesForCurrentThread(), Stopwatch.StartNew());
        Exception? failure = null;
        try
        {
            call();
        }
        catch (Exception exception)
        {
            failure = exception;
        }

        return new(failure, watch.Elapsed, GC.GetAllocatedBytesForCurrentThread() - bytes);
    }
}
