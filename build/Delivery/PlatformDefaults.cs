namespace GitOpsDemo.Delivery;

/// <summary>Where images and commits go when no option says so.</summary>
/// <param name="ImageRegistry">The registry, as <c>host:port</c>; null when the platform brings none.</param>
/// <param name="GitOpsRepository">The repository, as a URL or path; null when the platform brings none.</param>
public sealed record PlatformDefaults(string? ImageRegistry, string? GitOpsRepository);
