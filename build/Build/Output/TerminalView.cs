using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Report;
using Spectre.Console;

namespace GitOpsDemo.Build.Output;

/// <summary>
/// Shows on a terminal what the run is doing, in its last lines, and lets through above them whatever is said. Elsewhere it lets all
/// through as it is. Everything that this program writes goes through here.
/// </summary>
public sealed class TerminalView : IDisposable
{
    /// <summary>No more often than this: more is no use to an eye.</summary>
    private static readonly TimeSpan Frame = TimeSpan.FromMilliseconds(125);

    private const int LeastWidth = 20;
    private const int LeastHeight = 6;

    private readonly Lock _gate = new();
    private readonly Terminal _terminal;
    private readonly TimeProvider _time;
    private readonly TaskBoard _board;
    private readonly TerminalRegion _region;
    private readonly LineBuffer _output = new();
    private readonly LineBuffer _errors = new();
    private ITimer? _timer;
    private string? _heading;

    /// <summary>A view that is not yet shown.</summary>
    public TerminalView(Terminal terminal, TimeProvider time) =>
        (_terminal, _time, _board, _region) = (terminal, time, new TaskBoard(time), new TerminalRegion(terminal));

    /// <summary>Whether the tasks are in view now.</summary>
    internal bool IsShown => _timer is not null;

    /// <summary>Tells which tasks are going to run.</summary>
    internal void Plan(IEnumerable<string> tasks)
    {
        lock (_gate)
        {
            _board.Plan(tasks);
        }
    }

    /// <summary>A task begins; the first one brings the view up.</summary>
    internal void Begin(string task)
    {
        lock (_gate)
        {
            _board.Begin(task);
            if (_terminal.HasLiveView)
            {
                _heading = task;
                _timer ??= _time.CreateTimer(_ => Draw(), null, TimeSpan.Zero, Frame);
            }
        }
    }

    internal void End(TimeSpan duration, TaskOutcome outcome)
    {
        lock (_gate)
        {
            _board.End(duration, outcome);
            _heading = null;
        }
    }

    /// <summary>The current task is so far; null when what was told last is over.</summary>
    internal void Tell(StepProgress? progress)
    {
        lock (_gate)
        {
            _board.Tell(progress);
        }
    }

    /// <summary>Lines of the current task, in the place of those that it showed last.</summary>
    internal void Show(IReadOnlyList<string> lines)
    {
        lock (_gate)
        {
            _board.Tell(null);
            _board.Shown = lines;
        }
    }

    internal void Stop()
    {
        lock (_gate)
        {
            if (_timer is not null)
            {
                _timer.Dispose();
                _timer = null;
                _region.Clear();
            }
        }
    }

    /// <summary>
    /// Writes text as it is, in one go, and takes the view away: the text is more than an eye could follow beside it, or a question, which
    /// it would be drawn over.
    /// </summary>
    internal void WriteAlone(string text)
    {
        lock (_gate)
        {
            Stop();
            _terminal.Write(text);
        }
    }

    /// <summary>Writes text. On a terminal a line appears when it is whole, and lines are made to fit.</summary>
    internal void Write(string text, bool isError)
    {
        lock (_gate)
        {
            if (!(isError ? _terminal.HasErrors : _terminal.IsTerminal))
            {
                (isError ? _terminal.WriteError : _terminal.Write)(text);
            }
            else if ((isError ? _errors : _output).Add(text) is { Count: > 0 } lines)
            {
                WriteLines(lines, isError);
            }
        }
    }

    public void Dispose()
    {
        Stop();
        foreach (var (buffer, isError) in new[] { (_output, false), (_errors, true) })
        {
            if (buffer.Rest() is { Length: > 0 } rest)
            {
                (isError ? _terminal.WriteError : _terminal.Write)(rest);
            }
        }
    }

    private void WriteLines(IReadOnlyList<string> lines, bool isError)
    {
        var (width, _) = _terminal.Size();
        var margin = IsShown && !isError ? "  " : "";
        var fitting = lines
            .Select(TerminalText.Readable)
            .Select(line => line.Length == 0 ? line : TerminalText.Wrap(isError ? line : TerminalText.Shorten(margin + line, width), width))
            .SelectMany(line => line.Split('\n'));
        if (IsShown && _heading is { } heading)
        {
            fitting = fitting.Prepend(_terminal.HasColour ? $"\e[1m{heading}\e[0m" : heading);
            _heading = null;
        }

        if (IsShown && !isError)
        {
            _region.Above(fitting);
            return;
        }

        var text = string.Concat(fitting.Select(line => line + "\n"));
        if (isError)
        {
            _region.Aside(() => _terminal.WriteError(text));
        }
        else
        {
            _terminal.Write(text);
        }
    }

    private void Draw()
    {
        lock (_gate)
        {
            if (IsShown)
            {
                _region.Draw(Picture());
            }
        }
    }

    /// <summary>At most half of the screen: what the tasks say is above it.</summary>
    private IReadOnlyList<string> Picture()
    {
        var (width, height) = _terminal.Size();
        if (width < LeastWidth || height < LeastHeight)
        {
            return [];
        }

        using var text = new StringWriter();
        var console = _terminal.Ansi(text);
        console.Profile.Width = width - 1;
        console.Write(BoardView.Of(_board, width - 1, height / 2));
        return text.ToString().TrimEnd('\n').Split('\n');
    }
}

/// <summary>Makes whole lines of pieces.</summary>
internal sealed class LineBuffer
{
    private readonly StringBuilder _pieces = new();

    /// <summary>Adds a piece.</summary>
    /// <returns>The lines that are whole now, without their ends.</returns>
    public IReadOnlyList<string> Add(string text)
    {
        if (!text.Contains('\n', StringComparison.Ordinal))
        {
            _pieces.Append(text);
            return [];
        }

        var lines = _pieces.Append(text).ToString().ReplaceLineEndings("\n").Split('\n');
        _pieces.Clear().Append(lines[^1]);
        return lines[..^1];
    }

    /// <summary>Takes an incomplete line.</summary>
    public string Rest()
    {
        var rest = _pieces.ToString();
        _pieces.Clear();
        return rest;
    }
}

/// <summary>Writes through the view.</summary>
internal sealed class ViewWriter(TerminalView view) : TextWriter
{
    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write(value.ToString());

    public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

    public override void Write(string? value) => view.Write(value ?? "", isError: false);
}
