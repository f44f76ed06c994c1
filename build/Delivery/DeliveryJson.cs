using System.Text.Json.Serialization;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Report;

namespace GitOpsDemo.Delivery;

/// <summary>Writes what programs and people read of a delivery: what is not known is left out. Reads it strictly.</summary>
[JsonSourceGenerationOptions(
    WriteIndented = true,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UseStringEnumConverter = true,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(DeliveryReport))]
[JsonSerializable(typeof(EnvironmentRecord))]
internal sealed partial class DeliveryJson : JsonSerializerContext;
