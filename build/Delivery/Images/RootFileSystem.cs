using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Images;

/// <summary>The digests of the layers before compression.</summary>
/// <param name="Type"><c>layers</c>.</param>
/// <param name="DiffIds">One for each layer of the manifest, in its order.</param>
public sealed record RootFileSystem(string Type, [property: JsonPropertyName("diff_ids")] IReadOnlyList<ImageDigest> DiffIds);
