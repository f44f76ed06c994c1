namespace GitOpsDemo.Build.Options;

/// <summary>What the image is called and how it is built.</summary>
/// <param name="Registry">The registry; null for the platform's own.</param>
/// <param name="Repository">The repository in it.</param>
/// <param name="Tag">The tag; null for the version from git.</param>
/// <param name="Builder"><c>auto</c>, <c>docker</c> or <c>sdk</c>.</param>
public sealed record ImageOptions(string? Registry, string Repository, string? Tag, string Builder)
{
    internal static ImageOptions From(CommandLine line) => new(
        line[KnownOptions.ImageRegistry],
        line.ValueOf(KnownOptions.ImageRepository),
        line[KnownOptions.ImageTag],
        (line[KnownOptions.ImageBuilder] ?? "auto").ToLowerInvariant());
}
