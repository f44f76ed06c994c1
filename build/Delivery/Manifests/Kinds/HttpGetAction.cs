namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>The request of a probe.</summary>
/// <param name="Path">The path; <c>/</c> when not said.</param>
/// <param name="Port">The container's port, by name or number.</param>
public sealed record HttpGetAction(string Path, string Port);
