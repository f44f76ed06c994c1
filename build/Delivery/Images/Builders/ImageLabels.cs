using System.Globalization;

namespace GitOpsDemo.Delivery.Images.Builders;

/// <summary>What an image says of its sources (OCI image specification, "Pre-Defined Annotation Keys").</summary>
/// <param name="Title">The service's name.</param>
/// <param name="Version">Its version.</param>
/// <param name="Created">When the sources were committed: the same commit gives the same image.</param>
public sealed record ImageLabels(string Title, string Version, DateTimeOffset Created)
{
    private const string Prefix = "org.opencontainers.image.";

    /// <summary>The commit.</summary>
    public string? Revision { get; init; }

    /// <summary>The address of the source repository, without a name or password.</summary>
    public string? Source { get; init; }

    /// <summary>The labels by name, in the order of the names; what is not known is left out.</summary>
    public IReadOnlyDictionary<string, string> ToDictionary() =>
        new SortedDictionary<string, string>(Known().ToDictionary(label => Prefix + label.Name, label => label.Value!), StringComparer.Ordinal);

    private IEnumerable<(string Name, string? Value)> Known() => new (string Name, string? Value)[]
    {
        ("title", Title),
        ("version", Version),
        ("created", Created.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture)),
        ("revision", Revision),
        ("source", Source),
    }.Where(label => label.Value is not null);
}
