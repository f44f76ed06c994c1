using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery.Images.Signing;

namespace GitOpsDemo.Build.Options;

/// <summary>What was asked for on the command line.</summary>
/// <param name="Settings">Which service is meant, by the settings file.</param>
/// <param name="Targets">The targets, by the names that the tasks have.</param>
/// <param name="Environment">The overlay that is meant.</param>
/// <param name="Configuration"><c>Release</c> or <c>Debug</c>.</param>
/// <param name="Image">What the image is called and how it is built.</param>
/// <param name="GitOps">Which repository Argo CD watches.</param>
/// <param name="Release">What is promoted or rolled back.</param>
/// <param name="Cluster">Which cluster is delivered to.</param>
/// <param name="Drill">Which alerts are drilled.</param>
/// <param name="Timeout">The upper bound of every wait; null for the bound that each step has of its own.</param>
public sealed record BuildOptions(
    BuildSettings Settings,
    IReadOnlyList<string> Targets,
    string Environment,
    string Configuration,
    ImageOptions Image,
    GitOpsOptions GitOps,
    ReleaseOptions Release,
    ClusterOptions Cluster,
    DrillOptions Drill,
    TimeSpan? Timeout)
{
    /// <summary>Whether all tests are asked for, those of the build itself too.</summary>
    public bool TestsAll => Targets.Contains(nameof(Tasks.Code.Test));

    /// <summary>Whether a terminal shows the tasks and the state of waits in their place.</summary>
    public bool ShowsProgress { get; init; } = true;

    /// <summary>Whether the targets run without what they depend on.</summary>
    public bool IsExclusive { get; init; }

    /// <summary>Whether the time of each program is shown.</summary>
    public bool ShowsTimings { get; init; }

    /// <summary>How long what was proven is watched; null for once.</summary>
    public TimeSpan? Watch { get; init; }

    /// <summary>Whether a drill may be held: where users would suffer from it, only when that was agreed to.</summary>
    public bool AllowsDrill => !IsProduction || Cluster.IsConfirmed;

    /// <summary>By what images are signed, and whose signature counts.</summary>
    public SigningSettings Signing { get; init; } = new(null, null, null, null);

    /// <summary>Whether the environment is the one that users depend on.</summary>
    public bool IsProduction => Environment == Settings.Production;

    internal static BuildOptions From(CommandLine line) => new(
        line.Settings,
        line.Targets,
        line.ValueOf(KnownOptions.Environment).ToLowerInvariant(),
        string.Equals(line[KnownOptions.Configuration], "Debug", StringComparison.OrdinalIgnoreCase) ? "Debug" : "Release",
        ImageOptions.From(line),
        GitOpsOptions.From(line),
        ReleaseOptions.Parse(line),
        ClusterOptions.From(line),
        DrillOptions.From(line),
        Duration(line, KnownOptions.Timeout))
    {
        ShowsProgress = !line.Has(KnownOptions.NoProgress) && line[KnownOptions.Wordiness]?.ToLowerInvariant() is not ("diagnostic" or "quiet"),
        IsExclusive = line.Has(KnownOptions.Exclusive),
        ShowsTimings = line.Has(KnownOptions.Timings),
        Signing = SigningOptions.From(line),
        Watch = line.Has(KnownOptions.Once) ? null : Duration(line, KnownOptions.Watch),
    };

    /// <summary>What an option says of a time; null when it was not given.</summary>
    internal static TimeSpan? Duration(CommandLine line, Option option) => line[option] is { } text ? Duration(text) : null;

    /// <summary>Of a text that the table of options has checked.</summary>
    private static TimeSpan Duration(string text) => KnownOptions.TryParseDuration(text, out var duration) ? duration : throw new FormatException(text);
}
