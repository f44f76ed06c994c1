namespace GitOpsDemo.Delivery.Reporting;

/// <summary>What a panel of a dashboard shows, as numbers.</summary>
/// <param name="Title">Its title.</param>
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
