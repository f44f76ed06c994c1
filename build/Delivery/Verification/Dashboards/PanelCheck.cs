using System.Globalization;
using GitOpsDemo.Delivery.Dashboards;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Dashboards;

/// <summary>A query of a panel returns something to draw.</summary>
internal static class PanelCheck
{
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="query">The query.</param>
    /// <param name="now">The end of the range.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public static async Task<CheckResult> OfAsync(
        PrometheusClient prometheus, DashboardQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (id, text) = ($"panels/{query.Id}", query.Text);
        var title = $"panel {query.Panel.Title} has data";
        var next = $"run the query at {new Uri(prometheus.Address, "graph")} and mend it in its dashboard";
        try
        {
            var series = await prometheus.QueryRangeAsync(text, now - query.Range, now, query.Step, cancellationToken);
            var samples = series.Sum(line => line.Values?.Count ?? 0);
            var numbers = series.Sum(line => line.Values?.Count(sample => !double.IsNaN(sample.Value)) ?? 0);
            return (samples, numbers) switch
            {
                (0, _) => CheckResult.Fail(id, title, $"{text} returned no series", "a metric or a label of the query is not, or not yet, there", next),
                (_, 0) => CheckResult.Fail(id, title, $"{text} returned {samples} samples, none of them a number", "something is divided by nothing", next),
                _ => CheckResult.Pass(id, title, string.Create(CultureInfo.InvariantCulture, $"{series.Count} series, {numbers} samples: {text}")),
            };
        }
        catch (DeliveryException exception) when (exception.InnerException is RefusedQueryException)
        {
            return CheckResult.Fail(id, title, $"{text}: {exception.Why}", "Prometheus refuses the query", next);
        }
    }
}
