namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>A variable of a container's environment.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its literal value, or null when it comes from elsewhere.</param>
/// <param name="FieldPath">The field of the pod that it is taken from, such as <c>metadata.name</c>, or null.</param>
public sealed record EnvironmentVariable(string Name, string? Value, string? FieldPath);
