using System.Text.RegularExpressions;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Options;

/// <summary>One option of the command line: the only source of its help, parsing and validation.</summary>
/// <param name="Name">Its name without the dashes.</param>
/// <param name="Default">What the help says of its default.</param>
/// <param name="Meaning">One sentence.</param>
internal sealed record Option(string Name, string Default, string Meaning)
{
    /// <summary>The only values that it takes; any when empty.</summary>
    public IReadOnlyList<string> Allowed { get; init; } = [];

    /// <summary>Values of earlier versions, which are still understood.</summary>
    public IReadOnlyList<string> Former { get; init; } = [];

    /// <summary>Its default by the settings file; null where the file does not set it.</summary>
    public Func<BuildSettings, string?>? DefaultBy { get; init; }

    /// <summary>The only values that it takes by the settings file; null where the file does not limit them.</summary>
    public Func<BuildSettings, IReadOnlyList<string>>? AllowedBy { get; init; }

    /// <summary>The key of the settings file that gives it for a place; null where only the command line does.</summary>
    public string? Setting { get; init; }

    /// <summary>Whether it takes no value.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether it may be given several times.</summary>
    public bool IsRepeatable { get; init; }

    /// <summary>The only targets that take notice of it; any when empty.</summary>
    public IReadOnlyList<string> For { get; init; } = [];

    /// <summary>The target that takes no notice of it, and what counts there instead.</summary>
    public (string Target, string Instead)? NotFor { get; init; }

    /// <summary>Says what is wrong with a value; null when nothing is.</summary>
    public Func<string, string?>? Check { get; init; }

    /// <summary>The option as a settings file makes it.</summary>
    public Option With(BuildSettings settings) => this with
    {
        Default = (Setting is { } key ? settings.Places.ForAll.GetValueOrDefault(key) : null) ?? DefaultBy?.Invoke(settings) ?? Default,
        Allowed = AllowedBy?.Invoke(settings) ?? Allowed,
    };

    /// <summary>Says why it means nothing to targets; null when it does to one of them.</summary>
    public string? ProblemWith(IReadOnlyList<string> targets) =>
        For.Count > 0 && !targets.Any(For.Contains) ? $"it is for {string.Join(", ", For)}"
        : NotFor is var (target, instead) && targets.All(target.Equals) ? instead
        : null;

    /// <summary>Says what is wrong with a value; null when nothing is.</summary>
    public string? ProblemWith(string value) =>
        PlainValue.ProblemOf(value)
        ?? (Allowed.Count > 0 && !Allowed.Concat(Former).Contains(value, StringComparer.OrdinalIgnoreCase)
            ? $"'{value}' is not one of {string.Join(", ", Allowed)}{Nearest.Hint(value, Allowed)}"
            : Check?.Invoke(value));
}

/// <summary>A file or folder of the repository, named from its top folder, with slashes.</summary>
internal static class RepositoryPath
{
    private static readonly Regex Pattern = new(@"^[A-Za-z0-9_][A-Za-z0-9_.+ -]*(/[A-Za-z0-9_.][A-Za-z0-9_.+ -]*)*\z");

    /// <summary>Whether a text is such a path, and leads nowhere else.</summary>
    public static bool IsInside(string value) =>
        Pattern.IsMatch(value) && !value.Contains("..", StringComparison.Ordinal) && !value.Split('/').Contains(
            ".git", StringComparer.OrdinalIgnoreCase);
}
