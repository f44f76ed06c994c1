using System.Text.Json.Serialization;
using GitOpsDemo.Api.Endpoints;

namespace GitOpsDemo.Api;

/// <summary>Every shape that the service answers with.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServiceIdentity))]
[JsonSerializable(typeof(ProbeAnswer))]
internal sealed partial class ServiceJson : JsonSerializerContext;
