using System.Text.Json.Nodes;
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

/// <summary>What a container of the image starts with (OCI image specification, "Image Configuration", <c>config</c>).</summary>
public sealed record ContainerConfiguration
{
    /// <summary>User name or id, with <c>:group</c> where given.</summary>
    [JsonPropertyName("User")]
    public string? User { get; init; }

    /// <summary>Ports that it listens on, such as <c>8080/tcp</c>; the values are empty objects.</summary>
    [JsonPropertyName("ExposedPorts")]
    public IReadOnlyDictionary<string, JsonObject>? ExposedPorts { get; init; }

    /// <summary>Environment variables as <c>NAME=value</c>.</summary>
    [JsonPropertyName("Env")]
    public IReadOnlyList<string>? Environment { get; init; }

    [JsonPropertyName("Entrypoint")]
    public IReadOnlyList<string>? EntryPoint { get; init; }

    /// <summary>The command's default arguments.</summary>
    [JsonPropertyName("Cmd")]
    public IReadOnlyList<string>? Arguments { get; init; }

    /// <summary>The folder that the command starts in.</summary>
    [JsonPropertyName("WorkingDir")]
    public string? WorkingDirectory { get; init; }

    /// <summary>Labels, such as <c>org.opencontainers.image.revision</c>.</summary>
    [JsonPropertyName("Labels")]
    public IReadOnlyDictionary<string, string>? Labels { get; init; }

    /// <summary>The signal that ends it; SIGTERM when null.</summary>
    [JsonPropertyName("StopSignal")]
    public string? StopSignal { get; init; }
}

public sealed record HistoryEntry
{
    /// <summary>When, RFC 3339.</summary>
    public string? Created { get; init; }

    /// <summary>The command, or what the layer holds.</summary>
    [JsonPropertyName("created_by")]
    public string? CreatedBy { get; init; }

    /// <summary>A remark: kept of the base image's steps.</summary>
    public string? Comment { get; init; }

    /// <summary>True when the step made no layer.</summary>
    [JsonPropertyName("empty_layer"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool EmptyLayer { get; init; }
}

/// <summary>The digests of the layers before compression.</summary>
/// <param name="Type"><c>layers</c>.</param>
/// <param name="DiffIds">One for each layer of the manifest, in its order.</param>
public sealed record RootFileSystem(string Type, [property: JsonPropertyName("diff_ids")] IReadOnlyList<ImageDigest> DiffIds);
