namespace GitOpsDemo.Delivery.Dashboards;

/// <summary>A variable that a person chooses at the top of a dashboard.</summary>
/// <param name="Name">Its name, without <c>$</c>.</param>
/// <param name="Type">What its values are: <c>datasource</c>, <c>query</c>, <c>custom</c>, <c>constant</c>.</param>
/// <param name="AllValue">What stands for all of its values, or null.</param>
/// <param name="Query">What its values come from: the type of data source, the query, or the value itself.</param>
public sealed record DashboardVariable(string Name, string Type, string? AllValue, string? Query);
