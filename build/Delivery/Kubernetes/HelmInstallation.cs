using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>A chart as it is to be installed.</summary>
/// <param name="Release">The name of the release.</param>
/// <param name="Namespace">Its namespace.</param>
/// <param name="Source">Where the chart comes from.</param>
/// <param name="Values">The values, above those of the chart.</param>
public sealed record HelmInstallation(string Release, string Namespace, ChartSource Source, JsonObject Values);
