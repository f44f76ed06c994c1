namespace GitOpsDemo.Delivery.Drill;

/// <summary>Timelines as a table for people.</summary>
internal static class TimelineTable
{
    private const string Gap = "  ";

    private static readonly string[] Head = ["alert", "pending", "firing", "delivered", "resolved"];

    /// <summary>Its lines, the head first; times are seconds since the cause began.</summary>
    public static IEnumerable<string> Of(IReadOnlyList<AlertTimeline> timelines)
    {
        string[][] rows = [Head, .. timelines.Select(Row)];
        var widths = Head.Select((_, column) => rows.Max(row => row[column].Length)).ToList();
        return rows.Select(row => string.Join(Gap, row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }

    private static string[] Row(AlertTimeline timeline) =>
    [
        timeline.Alert.Name,
        AlertTimeline.Seconds(timeline.Pending),
        AlertTimeline.Seconds(timeline.Firing),
        AlertTimeline.Seconds(timeline.Delivered),
        AlertTimeline.Seconds(timeline.Resolved),
    ];
}
