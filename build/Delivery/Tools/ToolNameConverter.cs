using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Tools;

/// <summary>Writes <see cref="Tool.DockerRegistry"/> as <c>docker-registry</c>; reads nothing but these names.</summary>
internal sealed class ToolNameConverter() : JsonStringEnumConverter<Tool>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false);
