using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Options;

/// <summary>One option of the command line: the only source of its help, parsing and validation.</summary>
/// <param name="Name">Its name without the dashes.</param>
/// <param name="Default">What the help says of its default.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record Option(string Name, string Default, string Meaning)
{
    private const int LongestValue = 1_000;

    /// <summary>The only values that it takes; any when empty.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Whether it takes no value.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether it may stand several times.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>Says what is wrong with a value; null when nothing is.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>Says what is wrong with a value; null when nothing is.</summary>
    public string? ProblemWith(string value)
    {
        if (value.Length > LongestValue)
        {
            return $"a value has at most {LongestValue} characters, this one has {value.Length}";
        }

        if (!Untrusted.IsPlain(value))
        {
            return "a value has no control characters, and is UTF-8";
        }

        // To a program that gets it, it would be an option.
        if (value.StartsWith('-'))
        {
            return $"a value does not begin with a dash, as '{value}' does";
        }

        return Allowed.Count > 0 && !Allowed.Contains(value, StringComparer.OrdinalIgnoreCase)
            ? $"'{value}' is none of {string.Join(", ", Allowed)}{Nearest.Hint(value, Allowed)}"
            : Check?.Invoke(value);
    }
}
