using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Diff;

/// <summary>What a Deploy would bring to its platform.</summary>
/// <param name="Environment">The environment.</param>
/// <param name="Manifests">Its overlay, rendered.</param>
/// <param name="Rules">The alert rules.</param>
/// <param name="Dashboards">The dashboards.</param>
public sealed record WantedState(string Environment, ManifestSet Manifests, ManifestSet Rules, IReadOnlyList<Dashboard> Dashboards);
