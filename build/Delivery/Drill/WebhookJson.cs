using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Drill;

internal sealed record WebhookMessage(IReadOnlyList<WebhookAlert>? Alerts);

internal sealed record WebhookAlert(string Status, IReadOnlyDictionary<string, string> Labels, string Fingerprint);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(WebhookMessage))]
internal sealed partial class WebhookJson : JsonSerializerContext;
