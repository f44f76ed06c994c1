namespace GitOpsDemo.Delivery.ArgoCd;

/// <summary>A webhook as a forge would send it.</summary>
/// <param name="Headers">The event's and the signature's headers. One forge's only: Argo CD takes the first family that it knows.</param>
/// <param name="Body">The JSON.</param>
public sealed record WebhookMessage(IReadOnlyDictionary<string, string> Headers, byte[] Body);
