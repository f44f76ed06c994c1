using GitOpsDemo.Delivery.Reporting;

namespace GitOpsDemo.Build.Hosting.Live;

/// <summary>A task of the run.</summary>
/// <param name="Name">Its name.</param>
internal sealed record TaskLine(string Name)
{
    /// <summary>When it began; null before.</summary>
    public long? Begun { get; init; }

    /// <summary>How it ended; null before.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>How long it took, once it has ended.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>Whether it runs.</summary>
    public bool IsRunning => Begun is not null && Outcome is null;
}
