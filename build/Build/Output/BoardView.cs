using GitOpsDemo.Delivery.Report;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace GitOpsDemo.Build.Output;

/// <summary>Shows a board: its tasks with state and time, below the current one how far it is, and what has no room in sum.</summary>
internal static class BoardView
{
    private const int DetailIndent = 4;
    private const int DetailLines = 2;
    private const int RowsOfLine = 2;
    private const int MarkWidth = 1;

    private static readonly Style Faint = new(decoration: Decoration.Dim);
    private static readonly Style Plain = Style.Plain;

    /// <summary>The picture, at most so many columns wide and rows high.</summary>
    public static IRenderable Of(TaskBoard board, int width, int height)
    {
        var detail = Detail(board.Progress(), width - DetailIndent).Take(height / 2).ToList();

        // Room for the usual detail is kept free, so that the list does not move while detail comes and goes.
        var room = Math.Max(1, height - Math.Max(DetailLines, detail.Count) - 1);
        var (first, count) = Neighbourhood(board, room);
        var (before, after) = (board.Tasks.Take(first).ToList(), board.Tasks.Count - first - count);

        var summary = before.Count == 0 ? "" : $"{before.Count} tasks";
        var names = board.Tasks.Select(task => task.Name).Append(summary).Max(name => name.Length);
        var upper = Grid(names);
        if (before.Count == 1)
        {
            Task(upper, before[0], board);
        }
        else if (before.Count > 1)
        {
            Row(upper, "✓", new Style(foreground: Color.Green), summary, Plain, Durations.Whole(Sum(before, board)));
        }

        var lower = Grid(names);
        for (var i = first; i < first + count; i++)
        {
            Task(i <= board.Current ? upper : lower, board.Tasks[i], board);
        }

        var done = board.Tasks.Count(task => task.Outcome is not null);
        var more = after > 0 ? $", {after} more below" : "";
        return new Rows(
        [
            upper,
            .. detail.Select(line => new Text(new string(' ', DetailIndent) + line, Faint)),
            .. lower.Rows.Count > 0 ? [lower] : Array.Empty<IRenderable>(),
            new Text(TerminalText.Cut($"{done} of {board.Tasks.Count} tasks, {Durations.Whole(board.Elapsed)}{more}", width), Faint),
        ]);
    }

    /// <summary>
    /// What a task does stands in one row, however long its command is; how far it is, and what is in its way, is not cut in the middle.
    /// </summary>
    private static IEnumerable<string> Detail(IReadOnlyList<string> lines, int width) =>
        lines.Index().SelectMany(
            line => line.Index == 0 ? [TerminalText.Cut(line.Item, width)] : TerminalText.Rows(line.Item, width, RowsOfLine));

    /// <summary>Which tasks have room: those around the current one, more of those to come than of those that are done.</summary>
    private static (int First, int Count) Neighbourhood(TaskBoard board, int room)
    {
        if (board.Tasks.Count <= room)
        {
            return (0, board.Tasks.Count);
        }

        var count = Math.Max(1, room - 1);
        return (Math.Clamp(board.Current - (count / 3), 0, board.Tasks.Count - count), count);
    }

    private static TimeSpan Sum(IEnumerable<TaskLine> tasks, TaskBoard board) =>
        tasks.Aggregate(TimeSpan.Zero, (sum, task) => sum + board.DurationOf(task));

    private static Grid Grid(int nameWidth) => new Grid { Expand = false }
        .AddColumn(new GridColumn { Width = MarkWidth, NoWrap = true, Padding = new Padding(0, 0, 1, 0) })
        .AddColumn(new GridColumn { Width = nameWidth, NoWrap = true, Padding = new Padding(0, 0, 2, 0) })
        .AddColumn(new GridColumn { NoWrap = true, Padding = new Padding(0) });

    private static void Task(Grid grid, TaskLine task, TaskBoard board)
    {
        var (mark, style) = task switch
        {
            { Outcome: TaskOutcome.Succeeded } => ("✓", new Style(foreground: Color.Green)),
            { Outcome: TaskOutcome.Failed } => ("✗", new Style(foreground: Color.Maroon)),
            { Outcome: TaskOutcome.Skipped } => ("–", Faint),
            { IsRunning: true } => ("▸", new Style(foreground: Color.Teal)),
            _ => ("·", Faint),
        };
        var took = task.Begun is null ? "" : task.IsRunning ? Durations.Whole(board.DurationOf(task)) : Durations.Exact(task.Duration);
        Row(
            grid,
            mark,
            style,
            task.Name,
            task.IsRunning ? new Style(decoration: Decoration.Bold) : task.Begun is null ? Faint : Plain,
            took);
    }

    private static void Row(Grid grid, string mark, Style markStyle, string name, Style nameStyle, string took) =>
        grid.AddRow(new Text(mark, markStyle), new Text(name, nameStyle), new Text(took, Faint));
}
