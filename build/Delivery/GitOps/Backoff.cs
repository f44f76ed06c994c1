namespace GitOpsDemo.Delivery.GitOps;

/// <summary>How long a writer pauses before it tries again.</summary>
internal static class Backoff
{
    /// <summary>The shortest first pause.</summary>
    public static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);

    /// <summary>The longest pause.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Doubles from try to try, and is spread at random. What collides are the tries, so the pause grows with the time that one takes: over
    /// a slow line, or on a computer that is busy with other writers, a fixed pause would let them meet again and again.
    /// </summary>
    /// <param name="failed">How many tries have failed, at least 1.</param>
    /// <param name="duration">How long the last one took.</param>
    /// <param name="random">A random number from 0 to 1.</param>
    public static TimeSpan After(int failed, TimeSpan duration, double random)
    {
        var unit = duration > First ? duration : First;
        var pause = unit * (Math.Pow(2, failed - 1) * (0.5 + random));
        return pause < Longest ? pause : Longest * (0.5 + (random / 2));
    }
}
