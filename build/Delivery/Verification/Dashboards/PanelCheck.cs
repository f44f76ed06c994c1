using System.Globalization;
using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Dashboards;

/// <summary>A query of a panel returns something to draw.</summary>
internal static class PanelCheck
{
    /// <summary>How many points a line of a panel has, about.</summary>
    public const int Points = 240;

    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="id">The check's id.</param>
    /// <param name="panel">The panel.</param>
    /// <param name="query">The query as it is sent.</param>
    /// <param name="now">The end of the range.</param>
    /// <param name="range">The range of time that the panel shows.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<CheckResult> OfAsync(
        PrometheusClient prometheus, string id, DashboardPanel panel, string query, DateTimeOffset now, TimeSpan range, CancellationToken cancellationToken)
    {
        var title = $"panel {panel.Title} has data";
        var next = $"run the query at {new Uri(prometheus.Address, "graph")} and mend it in monitoring/dashboards/";
        try
        {
            var series = await prometheus.QueryRangeAsync(query, now - range, now, range / Points, cancellationToken);
            var samples = series.Sum(line => line.Values?.Count ?? 0);
            var numbers = series.Sum(line => line.Values?.Count(sample => !double.IsNaN(sample.Value)) ?? 0);
            return (samples, numbers) switch
            {
                (0, _) => CheckResult.Fail(id, title, $"{query} returned no series", "a metric or a label of the query is not, or not yet, there", next),
                (_, 0) => CheckResult.Fail(id, title, $"{query} returned {samples} samples, none of them a number", "something is divided by nothing", next),
                _ => CheckResult.Pass(id, title, string.Create(CultureInfo.InvariantCulture, $"{series.Count} series, {numbers} samples: {query}")),
            };
        }
        catch (DeliveryException exception) when (exception.Why.Contains("bad_data", StringComparison.Ordinal) || exception.Why.Contains("execution", StringComparison.Ordinal))
        {
            return CheckResult.Fail(id, title, $"{query}: {exception.Why}", "Prometheus refuses the query", next);
        }
    }
}
