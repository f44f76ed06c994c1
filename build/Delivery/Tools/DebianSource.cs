using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>
/// A package of Debian or a distribution made from it, in the version that this distribution has. The version is not pinned: a point
/// release replaces the file and takes the old one away. apt checks each download against the distribution's signed lists.
/// </summary>
/// <remarks>The generated reader sets what the file leaves out to null, past an initial value: each property sees to its own default.</remarks>
public sealed record DebianSource : ToolSource
{
    /// <summary>The package's name.</summary>
    public required string Package { get; init; }

    /// <summary>SHA-256 digests in hexadecimal, by file name: a file that is listed must match.</summary>
    public IReadOnlyDictionary<string, string> Digests { get; init => field = value ?? field; } = new Dictionary<string, string>();

    /// <summary>Absolute folders below <c>/usr</c> that its programs read; they move with them (<see cref="Relocation"/>).</summary>
    public IReadOnlyList<string> Data { get; init => field = value ?? field; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Folder => $"debian-{Package}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Title => $"Debian's package {Package}";
}
