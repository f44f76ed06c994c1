using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

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

    /// <summary>The command.</summary>
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
