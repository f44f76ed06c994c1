using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>An npm package in which a zip archive with the programs lies.</summary>
public sealed record NpmSource : ToolSource
{
    /// <summary>The package's name with its scope.</summary>
    public required string Package { get; init; }

    /// <summary>The exact version.</summary>
    public required string Version { get; init; }

    /// <summary>The digest of the package's file as npm writes it: <c>sha512-</c> and base64.</summary>
    public required string Integrity { get; init; }

    /// <summary>The path of the zip archive in the package.</summary>
    public required string Archive { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Folder => $"npm-{Package.TrimStart('@').Replace('/', '-')}-{Version}";

    /// <inheritdoc/>
    [JsonIgnore]
    public override string Title => $"the npm package {Package} {Version}";
}
