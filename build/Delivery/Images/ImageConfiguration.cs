using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

/// <summary>How an image runs and how it came to be (OCI image specification, "Image Configuration").</summary>
/// <param name="Architecture">Such as <c>amd64</c>.</param>
/// <param name="Os">Such as <c>linux</c>.</param>
/// <param name="RootFileSystem">The layers' contents.</param>
public sealed record ImageConfiguration(
    string Architecture,
    string Os,
    [property: JsonPropertyName("rootfs")] RootFileSystem RootFileSystem)
{
    /// <summary>When the image was made, RFC 3339. Kept as text: other tools write more digits than a date here holds.</summary>
    public string? Created { get; init; }

    /// <summary>What its containers start with.</summary>
    [JsonPropertyName("config")]
    public ContainerConfiguration Container { get; init; } = new();

    /// <summary>One entry for each step, lowest first.</summary>
    public IReadOnlyList<HistoryEntry>? History { get; init; }

    /// <summary>Reads a configuration.</summary>
    /// <exception cref="DeliveryException">It is not one.</exception>
    internal static ImageConfiguration Parse(ReadOnlySpan<byte> content)
    {
        var configuration = OciJson.Read<ImageConfiguration>(content, "an image configuration");
        return configuration.RootFileSystem.DiffIds.Contains(null!) || configuration.History?.Contains(null!) == true
            ? throw OciJson.Unreadable("an image configuration", "it lists a null")
            : configuration;
    }
}
