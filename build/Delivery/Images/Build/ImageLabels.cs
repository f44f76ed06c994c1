namespace GitOpsDemo.Delivery.Images.Build;

/// <summary>What an image says of its sources (OCI image specification, "Pre-Defined Annotation Keys").</summary>
/// <param name="Title">The service's name.</param>
/// <param name="Created">When the sources were committed: the same commit gives the same image.</param>
public sealed record ImageLabels(string Title, string Version, DateTimeOffset Created)
{
    private const string Prefix = "org.opencontainers.image.";

    public string? Revision { get; init; }

    /// <summary>The address of the source repository, without a name or password.</summary>
    public string? Source { get; init; }

    /// <summary>The labels by name, in the order of the names; what is not known is left out.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary()
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            [Prefix + "title"] = Title,
            [Prefix + "version"] = Version,
            [Prefix + "created"] = OciJson.Time(Created),
        };
        if (Revision is not null)
        {
            labels[Prefix + "revision"] = Revision;
        }

        if (Source is not null)
        {
            labels[Prefix + "source"] = Source;
        }

        return labels;
    }
}
