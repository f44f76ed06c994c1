using System.Globalization;

namespace GitOpsDemo.Delivery;

/// <summary>Where a delivery step logs what it does. The host decides how each kind of line is shown.</summary>
public interface IDeliveryLog
{
    /// <summary>A fact that a person wants to see.</summary>
    void Information(string message);

    /// <summary>Something that is not as it should be, but stops nothing.</summary>
    void Warning(string message);

    /// <summary>A detail for <c>--verbosity=diagnostic</c>.</summary>
    void Detail(string message);

    /// <summary>How far the current step is. A terminal shows only the latest; a log file shows one now and then.</summary>
    void Progress(StepProgress progress);
}

/// <summary>How far a step is.</summary>
/// <param name="What">What it does, such as <c>waiting for 2 replicas to be ready</c>.</param>
/// <param name="Seen">How far it is, such as <c>1 of 2 ready</c>; empty where that is not known.</param>
public sealed record StepProgress(string What, string Seen)
{
    /// <summary>How long it has lasted.</summary>
    public TimeSpan Elapsed { get; init; }

    /// <summary>How long it may last; null where nothing limits it.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>How often it is written to a log file at most; null for what suits a wait.</summary>
    public TimeSpan? Pace { get; init; }

    public override string ToString() =>
        Limit is { } limit ? $"{What} ({Seconds(Elapsed)} of {Seconds(limit)}): {Seen}" : $"{What}: {Seen}";

    /// <summary>A time as it is shown, in whole seconds.</summary>
    public static string Seconds(TimeSpan span) => span.TotalSeconds.ToString("0", CultureInfo.InvariantCulture) + " s";
}
