namespace GitOpsDemo.Delivery.Dashboards;

/// <summary>A panel of a dashboard.</summary>
/// <param name="Title">Its title.</param>
/// <param name="Type">What draws it, such as <c>timeseries</c>, <c>stat</c>, <c>heatmap</c> or <c>logs</c>.</param>
/// <param name="Unit">The unit of its values, as Grafana names it, such as <c>reqps</c>, <c>s</c> or <c>percentunit</c>; null when none is set.</param>
/// <param name="Queries">What it asks.</param>
public sealed record DashboardPanel(string Title, string Type, string? Unit, IReadOnlyList<PanelQuery> Queries);
