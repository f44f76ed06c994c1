namespace GitOpsDemo.Build.Options;

/// <summary>One option of the command line: the only source of its help, parsing and validation.</summary>
/// <param name="Name">Its name without the dashes.</param>
/// <param name="Default">What the help says of its default.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record Option(string Name, string Default, string Meaning)
{
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
        if (Allowed.Count > 0 && !Allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
        {
            return $"'{value}' is none of {string.Join(", ", Allowed)}{Nearest.Hint(value, Allowed)}";
        }

        return value.Any(char.IsControl) ? "a value has no control characters" : Check?.Invoke(value);
    }
}
