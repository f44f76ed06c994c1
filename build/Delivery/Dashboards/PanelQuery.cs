namespace GitOpsDemo.Delivery.Dashboards;

/// <summary>A query of a panel.</summary>
/// <param name="RefId">Its name in the panel, such as <c>A</c>.</param>
/// <param name="DataSourceType">What answers it: <c>prometheus</c> or <c>loki</c>; null when the dashboard does not say.</param>
/// <param name="DataSource">The uid of the data source, usually a variable such as <c>${datasource}</c>; null when the dashboard does not say.</param>
/// <param name="Expression">The PromQL or LogQL, with variables in it.</param>
/// <param name="Legend">How its series are called, such as <c>{{namespace}}</c>; null when nothing is said.</param>
public sealed record PanelQuery(string RefId, string? DataSourceType, string? DataSource, string Expression, string? Legend)
{
    /// <summary>Whether Prometheus answers it.</summary>
    public bool IsPromQL => DataSourceType is "prometheus";
}
