using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Lab.Agent;

/// <summary>How the lab and its agent write to each other.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true)]
[JsonSerializable(typeof(AgentState))]
[JsonSerializable(typeof(AgentReport))]
public sealed partial class AgentJson : JsonSerializerContext;
