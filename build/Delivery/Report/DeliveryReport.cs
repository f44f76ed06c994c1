using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Report;

/// <summary>
/// What a run of the build did and proved: the content of <c>artifacts/report.json</c>. What did not happen is null or empty.
/// </summary>
public sealed record DeliveryReport
{
    /// <summary>The version of this format.</summary>
    public int Schema { get; init; } = 1;

    /// <summary>When the run began, UTC.</summary>
    public required DateTimeOffset Started { get; init; }

    /// <summary>How long it took, in seconds.</summary>
    public required double Seconds { get; init; }

    public required IReadOnlyList<string> Targets { get; init; }

    public required string Environment { get; init; }

    /// <summary>The place that was delivered to.</summary>
    public required string Platform { get; init; }

    /// <summary>Whether every task and every check succeeded.</summary>
    public required bool Succeeded { get; init; }

    public string? Failure { get; init; }

    /// <summary>The image that was pushed, or was there already.</summary>
    public ReportedImage? Image { get; init; }

    /// <summary>The commit that was made, or was there already.</summary>
    public ReportedCommit? Commit { get; init; }

    public LiveEnvironment? Live { get; init; }

    /// <summary>When the run failed: what has changed since the last deploy that was proven; null where none is known.</summary>
    public ReportedChanges? SinceProof { get; init; }

    /// <summary>When the run failed: the file with all that was seen, from the top of the checkout; null where none was made.</summary>
    public string? Bundle { get; init; }

    /// <summary>The line of <c>/etc/hosts</c> by which a browser finds what was installed.</summary>
    public string? Hosts { get; init; }

    /// <summary>Every check with its evidence.</summary>
    public IReadOnlyList<CheckResult> Checks { get; init; } = [];

    /// <summary>Every task of the run, in the order of their start.</summary>
    public IReadOnlyList<ReportedTask> Tasks { get; init; } = [];

    /// <summary>What the panels of the dashboards show. For the page alone: Prometheus keeps the numbers.</summary>
    [JsonIgnore]
    public IReadOnlyList<ReportedPanel> Panels { get; init; } = [];

    /// <summary>The requirements that the settings file turns off, each with its reason.</summary>
    public IReadOnlyDictionary<string, string> TurnedOff { get; init; } = new Dictionary<string, string>();

    /// <summary>What a person can open, by name.</summary>
    public IReadOnlyDictionary<string, string> Urls { get; init; } = new Dictionary<string, string>();
}

/// <summary>An image in a registry.</summary>
/// <param name="Reference">With tag and digest.</param>
/// <param name="Version">The version of the service in it.</param>
/// <param name="Size">The sum of its layers, in bytes.</param>
/// <param name="Layers">Its layers, from the base up.</param>
/// <param name="Uploaded">Bytes that this run sent to the registry; 0 when the image was there.</param>
public sealed record ReportedImage(string Reference, string Version, long Size, IReadOnlyList<ReportedLayer> Layers, long Uploaded)
{
    /// <summary>What it runs on; several where the digest is that of an index.</summary>
    public IReadOnlyList<string> Platforms { get; init => field = value ?? field; } = [];
}

/// <summary>A layer of an image.</summary>
/// <param name="Content">What it holds.</param>
/// <param name="Digest">The digest of its compressed bytes.</param>
/// <param name="Size">Its compressed size, in bytes.</param>
public sealed record ReportedLayer(string Content, string Digest, long Size);

/// <summary>A commit of the GitOps repository.</summary>
/// <param name="Repository">The repository, without credentials.</param>
/// <param name="Id">The commit's full id.</param>
/// <param name="Changes">What it changed, a line each.</param>
public sealed record ReportedCommit(string Repository, string Id, bool IsNew, IReadOnlyList<string> Changes)
{
    /// <summary>The branch on which it waits to be merged; null when the branch that is watched has it.</summary>
    public string? AwaitsMergeOn { get; init; }
}

/// <summary>What has changed since the last deploy to the environment that was proven.</summary>
/// <param name="Since">That deploy.</param>
public sealed record ReportedChanges(string Since)
{
    private const int Shown = 8;

    /// <summary>The commits of the sources: those that are new with a plus, those that are gone with a minus.</summary>
    public IReadOnlyList<string> Commits { get; init; } = [];

    /// <summary>The rendered overlay, as hunks of a unified diff.</summary>
    public IReadOnlyList<string> Overlay { get; init; } = [];

    /// <summary>The charts of the monitoring that have another version.</summary>
    public IReadOnlyList<string> Charts { get; init; } = [];

    /// <summary>The first of each, for people.</summary>
    [JsonIgnore]
    public IReadOnlyList<(string Name, string Value)> Facts =>
    [
        ("last proven", Since),
        .. Of("commits since", Commits),
        .. Of("overlay since", [.. Overlay.Where(line => !line.StartsWith('@') && !line.StartsWith(' '))]),
        .. Of("charts since", Charts),
    ];

    private static IEnumerable<(string Name, string Value)> Of(string name, IReadOnlyList<string> lines)
    {
        yield return (name, lines.Count == 0 ? "none" : lines[0].TrimEnd());
        foreach (var line in lines.Skip(1).Take(Shown - 1))
        {
            yield return ("", line.TrimEnd());
        }

        if (lines.Count > Shown)
        {
            yield return ("", $"and {Plural.Of(lines.Count - Shown, "more line")} in report.json");
        }
    }
}

/// <summary>What a panel of a dashboard shows, as numbers.</summary>
/// <param name="Type">What draws it, such as <c>timeseries</c>, <c>stat</c> or <c>heatmap</c>.</param>
/// <param name="Unit">The unit of its values, as Grafana names it; null when none is set.</param>
/// <param name="Lines">Its series; empty when there is nothing to draw.</param>
public sealed record ReportedPanel(string Title, string Type, string? Unit, IReadOnlyList<ReportedLine> Lines);

/// <summary>A series of a panel.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Points">Its samples in the order of time.</param>
public sealed record ReportedLine(string Name, IReadOnlyList<ReportedPoint> Points);

/// <summary>A sample.</summary>
/// <param name="UnixSeconds">When it was taken, in seconds since 1970.</param>
/// <param name="Value">The value; may be infinite or not a number.</param>
public readonly record struct ReportedPoint(double UnixSeconds, double Value)
{
    /// <summary>Whether it can be drawn.</summary>
    public bool IsNumber => double.IsFinite(Value);
}

/// <summary>A task of the run.</summary>
/// <param name="Start">When it began, in seconds after the run.</param>
/// <param name="Seconds">How long it took.</param>
/// <param name="Outcome">How it ended.</param>
public sealed record ReportedTask(string Name, double Start, double Seconds, TaskOutcome Outcome);

public enum TaskOutcome
{
    Succeeded,

    Failed,

    Skipped,
}
