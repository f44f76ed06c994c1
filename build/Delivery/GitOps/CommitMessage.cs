using System.Text;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>A commit's message: a subject, and trailers that programs read (<c>git interpret-trailers</c>).</summary>
/// <param name="Subject">One line.</param>
/// <param name="Trailers">Keys and values; a key may come more than once.</param>
public sealed record CommitMessage(string Subject, IReadOnlyList<KeyValuePair<string, string>> Trailers)
{
    /// <summary>The message as git takes it.</summary>
    public override string ToString()
    {
        var text = new StringBuilder(OneLine(Subject)).Append('\n');
        if (Trailers.Count > 0)
        {
            text.Append('\n');
        }

        foreach (var (key, value) in Trailers)
        {
            text.Append(key).Append(": ").Append(OneLine(value)).Append('\n');
        }

        return text.ToString();
    }

    private static string OneLine(string value) => string.Join(' ', value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
