using System.Text.RegularExpressions;
using GitOpsDemo.Build.Output;

namespace GitOpsDemo.Build.Tests.Output;

/// <summary>
/// A terminal as a person sees it: it understands the few control sequences that this build may use, and refuses every other one.
/// </summary>
internal sealed class TestTerminal
{
    private static readonly Regex Sequence = new(@"\G\e\[(?<number>[0-9]*)[0-9;]*(?<letter>[A-Za-z])");

    private readonly List<string> _rows = [""];
    private int _row;
    private int _column;

    public int Width { get; set; } = 80;

    public int Height { get; set; } = 24;

    /// <summary>Each write, as it came.</summary>
    public List<string> Writes { get; } = [];

    /// <summary>What stands on it, with what has scrolled off at the top.</summary>
    public string Text => string.Join('\n', _rows.Select(row => row.TrimEnd())).TrimEnd('\n');

    /// <summary>The row of the cursor; whatever is written next stands there.</summary>
    public int CursorRow => _row;

    /// <summary>This terminal, as the build sees it.</summary>
    public Terminal AsTerminal(bool hasColour = false) => new()
    {
        IsTerminal = true,
        HasErrors = true,
        HasLiveView = true,
        HasColour = hasColour,
        Size = () => (Width, Height),
        Write = Write,
        WriteError = Write,
    };

    public void Write(string text)
    {
        Writes.Add(text);
        for (var at = 0; at < text.Length;)
        {
            var sequence = Sequence.Match(text, at);
            if (sequence.Success)
            {
                Obey(sequence.Groups["letter"].Value[0], sequence.Groups["number"].Value is { Length: > 0 } number ? int.Parse(number) : 0);
                at += sequence.Length;
            }
            else
            {
                Put(text[at++]);
            }
        }
    }

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
            default:
                if (_column == Width)
                {
                    Put('\n');
                }

                Assert.False(char.IsControl(letter), $"control character {(int)letter}");
                var row = _rows[_row].PadRight(_column);
                _rows[_row] = row[.._column] + letter + (_column < row.Length ? row[(_column + 1)..] : "");
                _column++;
                break;
        }

        while (_rows.Count <= _row)
        {
            _rows.Add("");
        }
    }

    private void Obey(char letter, int number)
    {
        switch (letter)
        {
            case 'A':
                // The cursor does not go higher than the screen.
                _row = Math.Max(Math.Max(0, _rows.Count - Height), _row - number);
                break;
            case 'K':
                _rows[_row] = _rows[_row][..Math.Min(_column, _rows[_row].Length)];
                break;
            case 'J':
                Obey('K', 0);
                _rows.RemoveRange(_row + 1, _rows.Count - _row - 1);
                break;
            case 'm':
                break;
            default:
                Assert.Fail($"the sequence {letter} is not expected");
                break;
        }
    }
}
