using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Options;

/// <summary>What holds for every value that a person gives the build, whatever it means.</summary>
internal static class PlainValue
{
    private const int Longest = 1_000;

    /// <summary>Says what is wrong with a value; null when nothing is.</summary>
    public static string? ProblemOf(string value) =>
        value.Length > Longest ? $"a value has at most {Longest} characters, this one has {value.Length}"
        : !Untrusted.IsPlain(value) ? "a value has no control characters, and is UTF-8"
        // To a program that gets it, it would be an option.
        : value.StartsWith('-') ? $"a value does not begin with a dash, as '{value}' does"
        : null;
}
