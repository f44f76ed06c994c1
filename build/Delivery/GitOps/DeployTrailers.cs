namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What the commits of a deployment have in common.</summary>
internal static class DeployTrailers
{
    /// <summary>The key under which a rollback names the digest that it took away.</summary>
    public const string RolledBack = "Rolled-Back";

    private const int MostNames = 3;

    /// <summary>The images and environments of a commit.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(IReadOnlyList<string> environments, IReadOnlyList<ImageEntry> images) =>
    [
        .. images.SelectMany(image => Known("Image", (image with { Digest = null }).ToString()).Concat(Known("Digest", image.Digest))),
        .. environments.SelectMany(environment => Known("Environment", environment)),
    ];

    /// <summary>A trailer, where its value is known.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Known(string key, string? value) => value is null ? [] : [new(key, value)];

    /// <summary>Such as <c>gitops-demo 1.4.0</c>.</summary>
    public static string Names(IReadOnlyList<ImageEntry> images) =>
        Some([.. images.Select(image => $"{image.Name} {image.NewTag}".TrimEnd())], "images");

    /// <summary>A few by name, many by number: a subject is one short line.</summary>
    public static string Some(IReadOnlyList<string> names, string kind) =>
        names.Count <= MostNames ? string.Join(", ", names) : $"{names.Count} {kind}";
}
