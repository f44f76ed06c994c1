namespace GitOpsDemo.Build.Output;

/// <summary>
/// The last lines of a terminal, which are redrawn in their place; all other text goes above them. Each change is one write, so that
/// nobody sees half of it, and the cursor is never hidden, so that a build that is killed leaves nothing to fix.
/// </summary>
/// <remarks>
/// Rows are cleared one by one as they are written over: the sequence that clears a screen, sent from its first row, makes tmux keep what
/// stood there in its history. Spectre.Console's live display (0.57.2) does not do here: the rest of a row stays beside a shorter message
/// above, rows that a narrower terminal has broken stay, and after Ctrl-C the picture stays and the cursor is hidden.
/// </remarks>
internal sealed class TerminalRegion(Terminal terminal)
{
    private const string ClearRow = "\e[K";
    private const string ClearBelow = "\e[J";

    private IReadOnlyList<string> _lines = [];
    private int _width;

    /// <summary>Draws the lines in place of the last ones, when they differ.</summary>
    public void Draw(IReadOnlyList<string> lines)
    {
        var (width, _) = terminal.Size();
        if (width != _width || !lines.SequenceEqual(_lines))
        {
            terminal.Write(Up(Rows()) + Body(lines));
            (_lines, _width) = (lines, width);
        }
    }

    public void Above(IEnumerable<string> lines)
    {
        var (width, _) = terminal.Size();
        terminal.Write(Up(Rows()) + string.Concat(lines.Select(line => Cleared(line, width))) + Body(_lines));
    }

    /// <summary>Removes the lines, lets something be written in their place, and draws them again below it.</summary>
    public void Aside(Action write)
    {
        terminal.Write(Erased());
        write();
        terminal.Write(Body(_lines));
    }

    /// <summary>Removes the lines.</summary>
    public void Clear()
    {
        terminal.Write(Erased());
        _lines = [];
    }

    private static string Up(int rows) => rows == 0 ? "" : $"\r\e[{rows}A";

    private static string Body(IReadOnlyList<string> lines) =>
        lines.Count == 0 ? "" : string.Concat(lines.Select(line => $"{line}{ClearRow}\n")) + ClearBelow;

    /// <summary>
    /// A row is cleared before it is written: after its last column the clearing would take the last letter. A line of several rows ends in
    /// a row of its own.
    /// </summary>
    private static string Cleared(string line, int width) =>
        ClearRow + line + (TerminalText.Length(line) is var length && length > width && length % width != 0 ? ClearRow : "") + "\n";

    private string Erased()
    {
        var rows = Rows();
        return Up(rows) + string.Concat(Enumerable.Repeat($"{ClearRow}\n", rows)) + Up(rows);
    }

    /// <summary>How many rows the lines take now. A terminal that was made narrower shows a line as several.</summary>
    private int Rows()
    {
        var (width, height) = terminal.Size();
        return Math.Min(height - 1, _lines.Sum(line => Math.Max(1, (TerminalText.Length(line) + width - 1) / width)));
    }
}
