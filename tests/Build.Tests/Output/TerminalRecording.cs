using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Build.Tests.Output;

/// <summary>
/// What a run wrote on a terminal, and when, as <c>script --logging-format classic</c> keeps it, made a picture that moves: an SVG that
/// browsers play by themselves, without a script.
/// </summary>
/// <param name="width">The terminal's columns.</param>
/// <param name="height">Its rows.</param>
internal sealed class TerminalRecording(int width, int height)
{
    private static readonly Regex Sequence = new(@"\G\e(\[[?]?(?<numbers>[0-9;]*)(?<letter>[A-Za-z])|\][^\a\e]*(\a|\e\\)|[=>])");

    /// <summary>Of a letter of 14 pixels in the widest of the usual fonts, DejaVu Sans Mono.</summary>
    private const double CellWidth = 8.43;

    private const double RowHeight = 18;
    private const double Margin = 14;

    /// <summary>What is typed stands above what it writes, and stays there.</summary>
    private const double Begin = Margin + (1.5 * RowHeight);

    /// <summary>By how much the picture is faster than the run, at least.</summary>
    private const double Speed = 5;

    /// <summary>Seconds to the last frame at most, of a frame at least, and of the last one.</summary>
    private const double Longest = 25;

    private const double Shortest = 0.25;
    private const double Last = 6;

    /// <summary>Pauses of the run are no longer than this, in its own seconds.</summary>
    private const double LongestPause = 3;

    private readonly List<List<Cell>> _rows = [[]];
    private readonly List<(double At, string[] Rows)> _writes = [];
    private int _row;
    private int _column;
    private string _style = "";

    /// <summary>Reads a recording from the two files of <c>script</c>.</summary>
    /// <param name="output">All that was written, with a line before and after it that is script's own.</param>
    /// <param name="timing">Seconds since the write before, and bytes, for each write.</param>
    /// <param name="width">The terminal's columns.</param>
    /// <param name="height">Its rows.</param>
    public static TerminalRecording Read(byte[] output, string timing, int width, int height)
    {
        var recording = new TerminalRecording(width, height);
        var (decoder, letters) = (Encoding.UTF8.GetDecoder(), new char[output.Length]);
        var at = Array.IndexOf(output, (byte)'\n') + 1;
        foreach (var write in timing.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')))
        {
            var count = int.Parse(write[1], CultureInfo.InvariantCulture);
            var length = decoder.GetChars(output.AsSpan(at, count), letters, flush: false);
            recording.Write(double.Parse(write[0], CultureInfo.InvariantCulture), new string(letters, 0, length));
            at += count;
        }

        return recording;
    }

    /// <summary>Something is written so many seconds after what was written before.</summary>
    public void Write(double pause, string text)
    {
        for (var at = 0; at < text.Length;)
        {
            if (Sequence.Match(text, at) is { Success: true } sequence)
            {
                Obey(sequence);
                at += sequence.Length;
            }
            else
            {
                Put(text[at++]);
            }
        }

        _writes.Add((_writes.Count == 0 ? 0 : _writes[^1].At + Math.Min(pause, LongestPause), Shown()));
    }

    /// <summary>
    /// The picture: a strip of all frames, of which one after the other is in view. Who wants no motion sees the last: by the browser's
    /// setting, and, where a page embeds the picture and the setting does not reach it, by the address with <c>#still</c>.
    /// </summary>
    /// <param name="title">What it shows.</param>
    /// <param name="typed">What was typed.</param>
    public string ToSvg(string title, string typed)
    {
        var (columns, rows) = (Figure((width * CellWidth) + (2 * Margin)), Figure((height * RowHeight) + Begin + Margin));
        var frames = Frames();
        var known = frames.SelectMany(frame => frame.Rows).Where(row => row.Length > 0).Distinct().Index().ToDictionary(
            row => row.Item, row => row.Index);
        var (length, begin) = (frames.Sum(frame => frame.Seconds), 0.0);
        var (play, strip) = (new StringBuilder(), new StringBuilder());
        foreach (var (at, (seconds, shown)) in frames.Index())
        {
            play.Append($"{Figure(100 * begin / length)}%{{transform:translateY({Figure(-at * height * RowHeight)}px)}}");
            begin += seconds;
            foreach (var (row, text) in shown.Index().Where(each => each.Item.Length > 0))
            {
                strip.Append($"<use href=\"#r{known[text]}\" y=\"{Figure(((at * height) + row) * RowHeight)}\"/>");
            }
        }

        var end = Figure(-(frames.Count - 1) * height * RowHeight);
        var texts = known.Select(row => $"<text id=\"r{row.Value}\" y=\"{Figure(RowHeight - 4)}\">{row.Key}</text>\n");
        var (screenWidth, screenHeight, left) = (Figure(width * CellWidth), Figure(height * RowHeight), Figure(Margin));
        return $$$"""
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {{{columns}}} {{{rows}}}" width="{{{columns}}}" height="{{{rows}}}" role="img" aria-label="{{{title}}}">
            <title>{{{title}}}</title>
            <style>
            text{font:14px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#d7dae0;white-space:pre}
            .b{font-weight:700}.f{fill:#8b929e}.g{fill:#7ec27e}.r{fill:#ef7b7b}.t{fill:#6cc3d0}
            #strip{animation:play {{{Figure(length)}}}s steps(1,end) infinite}
            @keyframes play{{{{play}}}100%{transform:translateY({{{end}}}px)}}
            @media (prefers-reduced-motion:reduce){#strip{animation:none;transform:translateY({{{end}}}px)}}
            #still:target~svg #strip{animation:none;transform:translateY({{{end}}}px)}
            </style>
            <g id="still"/>
            <defs>{{{string.Concat(texts)}}}</defs>
            <rect width="100%" height="100%" rx="8" fill="#1d2127"/>
            <text x="{{{left}}}" y="{{{Figure(Margin + RowHeight - 4)}}}"><tspan class="f">$</tspan> {{{typed}}}</text>
            <svg x="{{{left}}}" y="{{{Figure(Begin)}}}" width="{{{screenWidth}}}" height="{{{screenHeight}}}"><g id="strip">{{{strip}}}</g></svg>
            </svg>

            """;
    }

    /// <summary>What is to be seen, and for how long.</summary>
    private List<(double Seconds, string[] Rows)> Frames()
    {
        var unit = Shortest * Math.Max(Speed, _writes[^1].At / Longest);
        var seen = new List<(double Begin, string[] Rows)>();
        foreach (var writes in _writes.GroupBy(write => (int)(write.At / unit)))
        {
            if (seen.Count == 0 || !writes.Last().Rows.SequenceEqual(seen[^1].Rows))
            {
                seen.Add((writes.Key * Shortest, writes.Last().Rows));
            }
        }

        return [.. seen.Select((frame, at) => (at == seen.Count - 1 ? Last : seen[at + 1].Begin - frame.Begin, frame.Rows))];
    }

    private static string Figure(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private void Put(char letter)
    {
        switch (letter)
        {
            case '\n':
                (_row, _column) = (_row + 1, 0);
                break;
            case '\r':
                _column = 0;
                break;
            case < ' ':
                break;
            default:
                if (_column == width)
                {
                    Put('\n');
                }

                while (_rows[_row].Count <= _column)
                {
                    _rows[_row].Add(new(' ', ""));
                }

                _rows[_row][_column++] = new(letter, _style);
                break;
        }

        while (_rows.Count <= _row)
        {
            _rows.Add([]);
        }
    }

    /// <summary>The few sequences that the build uses (ECMA-48); any other changes nothing here.</summary>
    private void Obey(Match sequence)
    {
        var numbers = sequence.Groups["numbers"].Value;
        switch (sequence.Groups["letter"].Value)
        {
            case "A":
                _row = Math.Max(Math.Max(0, _rows.Count - height), _row - Math.Max(1, int.TryParse(numbers, out var up) ? up : 1));
                break;
            case "K":
                Clear(_rows[_row], _column);
                break;
            case "J":
                Clear(_rows[_row], _column);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case "m":
                _style = string.Join(' ', numbers.Split(';').Select(Style).OfType<string>());
                break;
        }
    }

    private static void Clear(List<Cell> row, int from) => row.RemoveRange(Math.Min(from, row.Count), Math.Max(0, row.Count - from));

    private static string? Style(string code) => code switch
    {
        "1" => "b",
        "2" => "f",
        "31" => "r",
        "32" => "g",
        "36" => "t",
        _ => null,
    };

    private string[] Shown() => [.. _rows.Skip(Math.Max(0, _rows.Count - height)).Select(Marked)];

    /// <summary>A row as SVG: what is of one style in one piece.</summary>
    private static string Marked(List<Cell> row)
    {
        var text = new StringBuilder();
        var last = row.FindLastIndex(cell => cell.Letter != ' ');
        for (var at = 0; at <= last;)
        {
            var (style, begin) = (row[at].Style, at);
            while (at <= last && row[at].Style == style)
            {
                at++;
            }

            var letters = System.Security.SecurityElement.Escape(string.Concat(row[begin..at].Select(cell => cell.Letter)));
            text.Append(style.Length == 0 ? letters : $"<tspan class=\"{style}\">{letters}</tspan>");
        }

        return text.ToString();
    }

    private readonly record struct Cell(char Letter, string Style);
}
