using System.Text;

namespace GitOpsDemo.Build.Hosting.Live;

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

    /// <summary>Takes what is no whole line.</summary>
    public string Rest()
    {
        var rest = _pieces.ToString();
        _pieces.Clear();
        return rest;
    }
}
