using System.Text.Json.Serialization;
using GitOpsDemo.Api.Endpoints;
using GitOpsDemo.Api.Faults;

namespace GitOpsDemo.Api;

/// <summary>Every shape that the service takes and answers with.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ServiceIdentity))]
[JsonSerializable(typeof(BuildIdentity))]
[JsonSerializable(typeof(ProbeAnswer))]
[JsonSerializable(typeof(MemoryAnswer))]
[JsonSerializable(typeof(FaultPlan))]
internal sealed partial class ServiceJson : JsonSerializerContext;
