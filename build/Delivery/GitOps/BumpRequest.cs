namespace GitOpsDemo.Delivery.GitOps;

/// <summary>Which images are to run in which environments, and what the commit says about it.</summary>
/// <param name="Environments">The folders under <c>overlays/</c>.</param>
/// <param name="Images">What each of them gets.</param>
public sealed record BumpRequest(IReadOnlyList<string> Environments, IReadOnlyList<ImageEntry> Images)
{
    /// <summary>The folder with <c>base/</c> and <c>overlays/</c>, from the repository's top.</summary>
    public string Path { get; init; } = "k8s";

    /// <summary>The commit's subject begins with it.</summary>
    public string Verb { get; init; } = "Deploy";

    /// <summary>The commit that the images were built from.</summary>
    public string? SourceCommit { get; init; }

    /// <summary>The page of the build that made them.</summary>
    public string? BuildUrl { get; init; }

    /// <summary>Why, where it is not plain.</summary>
    public string? Reason { get; init; }

    /// <summary>The commit's message, with a trailer for everything that is known.</summary>
    public CommitMessage Message()
    {
        var trailers = new List<KeyValuePair<string, string>>();
        foreach (var image in Images)
        {
            trailers.Add(new("Image", (image with { Digest = null }).ToString()));
            AddKnown("Digest", image.Digest);
        }

        AddKnown("Source-Commit", SourceCommit);
        foreach (var environment in Environments)
        {
            AddKnown("Environment", environment);
        }

        AddKnown("Build-Url", BuildUrl);
        AddKnown("Reason", Reason);
        var what = Named(Images, image => $"{image.Name} {image.NewTag}".TrimEnd(), "images");
        var where = Named(Environments, name => name, "environments");
        return new CommitMessage($"{Verb} {what} to {where}", trailers);

        void AddKnown(string key, string? value)
        {
            if (value is not null)
            {
                trailers.Add(new(key, value));
            }
        }
    }

    /// <summary>A few by name, many by number: a subject is one short line.</summary>
    private static string Named<T>(IReadOnlyList<T> items, Func<T, string> name, string kind) =>
        items.Count <= 3 ? string.Join(", ", items.Select(name)) : $"{items.Count} {kind}";
}
