using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Build.Output;

/// <summary>The tasks of the run, and how far the current one is.</summary>
internal sealed class TaskBoard(TimeProvider time)
{
    private readonly List<TaskLine> _tasks = [];
    private readonly long _start = time.GetTimestamp();
    private StepProgress? _progress;
    private long _told;

    /// <summary>The tasks in their order.</summary>
    public IReadOnlyList<TaskLine> Tasks => _tasks;

    /// <summary>The place of the task that runs, or that ran last.</summary>
    public int Current { get; private set; }

    /// <summary>How long the run lasts.</summary>
    public TimeSpan Elapsed => time.GetElapsedTime(_start);

    /// <summary>Lines that a task wants to show, in the place of its progress.</summary>
    public IReadOnlyList<string> Shown { get; set; } = [];

    public void Plan(IEnumerable<string> names) => _tasks.AddRange(names.Select(name => new TaskLine(name)));

    /// <summary>A task begins. One that was not planned comes last.</summary>
    public void Begin(string name)
    {
        Current = _tasks.FindIndex(task => task.Name == name && task.Outcome is null);
        if (Current < 0)
        {
            Plan([name]);
            Current = _tasks.Count - 1;
        }

        _tasks[Current] = _tasks[Current] with { Begun = time.GetTimestamp() };
        Tell(null);
    }

    public void End(TimeSpan duration, TaskOutcome outcome)
    {
        _tasks[Current] = _tasks[Current] with { Duration = duration, Outcome = outcome };
        Tell(null);
    }

    /// <summary>The current task is so far; null when nothing more is known.</summary>
    public void Tell(StepProgress? progress)
    {
        (_progress, _told) = (progress, time.GetTimestamp());
        Shown = [];
    }

    /// <summary>How long a task has taken so far.</summary>
    public TimeSpan DurationOf(TaskLine task) => task.IsRunning ? time.GetElapsedTime(task.Begun!.Value) : task.Duration;

    /// <summary>How far the current task is, with the time that is left counted down.</summary>
    public IReadOnlyList<string> Progress()
    {
        if (_progress is not { } progress)
        {
            return Shown;
        }

        var left = progress.Limit - progress.Elapsed - time.GetElapsedTime(_told);
        var what = left is null
            ? progress.What
            : $"{progress.What}, {Durations.Whole(left.Value < TimeSpan.Zero ? TimeSpan.Zero : left.Value)} left";
        return progress.Seen.Length == 0 ? [what] : [what, progress.Seen];
    }
}

internal sealed record TaskLine(string Name)
{
    /// <summary>When it began; null before.</summary>
    public long? Begun { get; init; }

    /// <summary>How it ended; null before.</summary>
    public TaskOutcome? Outcome { get; init; }

    /// <summary>How long it took, once it has ended.</summary>
    public TimeSpan Duration { get; init; }

    public bool IsRunning => Begun is not null && Outcome is null;
}

/// <summary>Durations as a person reads them.</summary>
internal static class Durations
{
    /// <summary>In whole seconds, such as <c>1 min 05 s</c>.</summary>
    public static string Whole(TimeSpan span) => span < TimeSpan.FromMinutes(1)
        ? string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalSeconds} s")
        : string.Create(CultureInfo.InvariantCulture, $"{(int)span.TotalMinutes} min {span.Seconds:00} s");

    /// <summary>With a tenth of a second where that matters.</summary>
    public static string Exact(TimeSpan span) =>
        span < TimeSpan.FromSeconds(10) ? string.Create(CultureInfo.InvariantCulture, $"{span.TotalSeconds:0.0} s") : Whole(span);
}
