using System.Text.RegularExpressions;

namespace GitOpsDemo.Build.Options;

/// <summary>A file or folder of the repository, named from its top folder, with slashes.</summary>
internal static partial class RepositoryPath
{
    /// <summary>Whether a text is such a path, and leads nowhere else.</summary>
    public static bool IsInside(string value) =>
        Pattern().IsMatch(value) && !value.Contains("..", StringComparison.Ordinal) && !value.Split('/').Contains(".git", StringComparer.OrdinalIgnoreCase);

    [GeneratedRegex(@"^[A-Za-z0-9_][A-Za-z0-9_.+ -]*(/[A-Za-z0-9_.][A-Za-z0-9_.+ -]*)*\z")]
    private static partial Regex Pattern();
}
