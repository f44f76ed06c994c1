using System.Text;

namespace GitOpsDemo.Delivery.GitOps.Yaml;

/// <summary>A span of text and what takes its place.</summary>
internal sealed record TextEdit(int Start, int End, string Replacement)
{
    /// <summary>Puts text in without taking any away.</summary>
    public static TextEdit Insert(int at, string text) => new(at, at, text);

    /// <summary>Makes the edits; those at one place in the order in which they are given.</summary>
    public static string Apply(string text, IEnumerable<TextEdit> edits)
    {
        var result = new StringBuilder(text.Length + 256);
        var position = 0;
        foreach (var edit in edits.OrderBy(edit => edit.Start))
        {
            result.Append(text, position, edit.Start - position).Append(edit.Replacement);
            position = edit.End;
        }

        return result.Append(text, position, text.Length - position).ToString();
    }
}
