using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Kubernetes.Charts;

/// <summary>Reads <see cref="ChartCatalog"/> strictly.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Strict, PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, IgnoreReadOnlyProperties = true)]
[JsonSerializable(typeof(ChartCatalog))]
internal sealed partial class ChartCatalogJson : JsonSerializerContext;
