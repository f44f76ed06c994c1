namespace GitOpsDemo.Delivery.Waiting;

/// <summary>What one look at the thing waited for has shown.</summary>
/// <typeparam name="T">What the wait is for.</typeparam>
/// <param name="Value">The result, when <paramref name="IsDone"/>.</param>
/// <param name="IsDone">Whether the wait is over.</param>
/// <param name="Seen">What was seen, in a few words: shown as progress, and at the end of a wait that was in vain.</param>
public sealed record Observation<T>(T? Value, bool IsDone, string Seen)
{
    /// <summary>How long after its begin the wait will be given up, where the look knows of an earlier end than the bound of the wait.</summary>
    public TimeSpan? Limit { get; init; }
}

/// <summary>Makes observations.</summary>
public static class Observation
{
    /// <summary>The wait is over.</summary>
    public static Observation<T> Done<T>(T value, string seen = "") => new(value, true, seen);

    /// <summary>The wait goes on.</summary>
    public static Observation<T> NotYet<T>(string seen) => new(default, false, seen);
}
