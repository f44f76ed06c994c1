using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>
/// A project's official release. Addresses and paths may name <c>{version}</c>, <c>{os}</c>, <c>{architecture}</c>, <c>{archive}</c>
/// (<c>tar.gz</c>, on Windows <c>zip</c>) and <c>{exe}</c>.
/// </summary>
public sealed record ReleaseSource : ToolSource
{
    /// <summary>The project's name.</summary>
    public required string Project { get; init; }

    /// <summary>The exact version.</summary>
    public required string Version { get; init; }

    /// <summary>The address of the archive, or of the program itself where it is released bare.</summary>
    public required string Archive { get; init; }

    /// <summary>The address of the file with the archive's SHA-256 digest that the release publishes.</summary>
    public required string Checksums { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Folder => $"release-{Project}-{Version}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Title => $"the release {Version} of {Project}";

    /// <inheritdoc/>
    public override string Expand(string template, Platform platform) =>
        base.Expand(template.Replace("{version}", Version, StringComparison.Ordinal), platform);
}
