using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

/// <summary>A step in the making of an image.</summary>
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
