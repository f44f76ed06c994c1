namespace GitOpsDemo.Delivery.GitOps;

/// <summary>What the commits of a deployment have in common.</summary>
internal static class DeployTrailers
{
    /// <summary>The key under which a rollback names the digest that it took away.</summary>
    public const string RolledBack = "Rolled-Back";

    /// <summary>The environment and the image of a commit.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Of(string environment, ImageEntry image) =>
    [
        .. Known("Image", (image with { Digest = null }).ToString()),
        .. Known("Digest", image.Digest),
        .. Known("Environment", environment),
    ];

    /// <summary>A trailer, where its value is known.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Known(string key, string? value) => value is null ? [] : [new(key, value)];

    /// <summary>Such as <c>gitops-demo 1.4.0</c>.</summary>
    public static string Name(ImageEntry image) => $"{image.Name} {image.NewTag}".TrimEnd();
}
