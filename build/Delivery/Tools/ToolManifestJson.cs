using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>Reads <see cref="ToolManifest"/> strictly.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ToolManifest))]
internal sealed partial class ToolManifestJson : JsonSerializerContext;
