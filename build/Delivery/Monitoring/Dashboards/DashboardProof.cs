using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>Proves that every panel of the dashboards draws something: each of its queries is executed as Grafana would.</summary>
public static class DashboardProof
{
    /// <summary>What the exporters of the cluster need until they have said everything twice.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(30);

    /// <summary>The proof of every panel, for an environment: a check per query.</summary>
    /// <param name="prometheus">The server that answers PromQL.</param>
    /// <param name="logs">Finds the store that answers LogQL, if a panel asks for it.</param>
    /// <param name="live">What runs: its namespace is the one that is chosen.</param>
    /// <param name="time">Says where a panel's range ends.</param>
    public static async Task<Claim> OfAsync(
        PrometheusClient prometheus,
        Func<CancellationToken, Task<ILogStore>> logs,
        IReadOnlyList<Dashboard> dashboards,
        LiveEnvironment live,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        var scraped = (2 * DashboardQuery.ScrapeInterval(live)) + Margin;
        var sent = dashboards.SelectMany(dashboard => DashboardContent.Of(dashboard).Panels).SelectMany(panel => panel.Sent).ToList();
        var store = sent.TrueForAll(query => query.IsPromQL) ? null : await logs(cancellationToken);
        Awaited[] targets =
        [
            .. ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").All<ScrapeMonitor>()
                .Select(monitor => monitor.Metadata)
                .Select(metadata => new Awaited(Part.Targets, metadata with { Namespace = metadata.Namespace ?? live.Namespace })),
        ];
        return new($"{Plural.Of(sent.Count, "query", "queries")} of panels", LookAsync);

        async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken token)
        {
            var findings = new List<Finding>();
            foreach (var dashboard in dashboards)
            {
                var queries = await DashboardQuery.OfAsync(dashboard, live, prometheus, time.GetUtcNow(), token);
                foreach (var query in queries)
                {
                    var check = query.Query.IsPromQL
                        ? PanelCheck.OfAsync(prometheus, query, time.GetUtcNow(), token)
                        : LogPanelCheck.OfAsync(store!, query, time.GetUtcNow(), token);
                    findings.Add(new(await check, scraped, targets));
                }

                if (queries.Count == 0)
                {
                    findings.Add(new(Empty(dashboard), TimeSpan.Zero));
                }
            }

            return findings;
        }
    }

    private static CheckResult Empty(Dashboard dashboard) => CheckResult.Fail(
        $"panels/{dashboard.Uid}",
        $"the panels of {dashboard.Title} have data",
        $"no query was read in {dashboard.FileName}",
        "it has no panels that ask Prometheus or Loki",
        "./build.sh --target=LintDashboards says more; take the file away if it is only text");
}

/// <summary>A query of a panel returns something to draw.</summary>
internal static class PanelCheck
{
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="now">The end of the range.</param>
    public static async Task<CheckResult> OfAsync(
        PrometheusClient prometheus, DashboardQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (id, text) = ($"panels/{query.Id}", query.Text);
        var title = $"panel {query.Panel.Name} has data";
        var next = $"run the query at {new Uri(prometheus.Address, "graph")} and fix it in its dashboard";
        try
        {
            var series = await prometheus.QueryRangeAsync(text, now - query.Range, now, query.Step, cancellationToken);
            var samples = series.Sum(line => line.Values?.Count ?? 0);
            var numbers = series.Sum(line => line.Values?.Count(sample => !double.IsNaN(sample.Value)) ?? 0);
            return (samples, numbers) switch
            {
                (0, _) when await HasNotHappenedAsync(prometheus, text, cancellationToken) is { } counted =>
                    CheckResult.Pass(id, title, $"nothing yet: {counted} is counted, but not this; {text}"),
                (0, _) =>
                    CheckResult.Fail(
                        id, title, $"{text} returned no series", "a metric or a label of the query is not, or not yet, there", next),
                (_, 0) => CheckResult.Fail(
                    id,
                    title,
                    $"{text} returned {Plural.Of(samples, "sample")}, none of them a number",
                    await AbsentAsync(prometheus, text, cancellationToken) is { } absent
                        ? $"{absent} is not, or not yet, there"
                        : "0 is divided by 0, or scalar() is given more than one series",
                    next),
                _ => CheckResult.Pass(
                    id, title, $"{Plural.Of(series.Count, "series", "series")}, {Plural.Of(numbers, "sample")}: {text}"),
            };
        }
        catch (DeliveryException exception) when (exception.InnerException is RefusedQueryException)
        {
            return CheckResult.Fail(id, title, $"{text}: {exception.Why}", "Prometheus refuses the query", next);
        }
    }

    /// <summary>What a query asks for that is not there; null where all of it is.</summary>
    private static async Task<Selector?> AbsentAsync(PrometheusClient prometheus, string expression, CancellationToken cancellationToken)
    {
        foreach (var asked in RequiredSeries.Of(expression))
        {
            if (await prometheus.ValueAsync($"count({asked})", cancellationToken) is not > 0)
            {
                return asked;
            }
        }

        return null;
    }

    /// <summary>
    /// The series without the label of an event that has not happened, such as a status of 500; null when that is not why there is nothing.
    /// </summary>
    private static async Task<Selector?> HasNotHappenedAsync(
        PrometheusClient prometheus, string expression, CancellationToken cancellationToken)
    {
        Selector? counted = null;
        foreach (var asked in RequiredSeries.Of(expression))
        {
            if (await prometheus.ValueAsync($"count({asked})", cancellationToken) is > 0)
            {
                continue;
            }

            var required = SeriesCheck.Required(asked);
            if ($"{required}" == $"{asked}" || await prometheus.ValueAsync($"count({required})", cancellationToken) is not > 0)
            {
                return null;
            }

            counted = required;
        }

        return counted;
    }
}

/// <summary>A query of a panel of logs returns something to show.</summary>
internal static class LogPanelCheck
{
    /// <param name="logs">The store that is asked.</param>
    /// <param name="now">The end of the range.</param>
    public static async Task<CheckResult> OfAsync(
        ILogStore logs, DashboardQuery query, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var (id, text) = ($"panels/{query.Id}", query.Text);
        var title = $"panel {query.Panel.Name} has data";
        try
        {
            return await logs.HasResultAsync(text, now - query.Range, now, cancellationToken) switch
            {
                null => CheckResult.Skip(id, title, $"{logs.Name} has no queries: VerifyLogs proves that lines arrive"),
                true => CheckResult.Pass(id, title, $"{logs.Name} has lines: {text}"),
                false =>
                    CheckResult.Fail(
                        id,
                        title,
                        $"{text} returned nothing",
                        "nothing was written, or the collector gives it other labels",
                        "./build.sh --target=VerifyLogs follows a line from the service to its store"),
            };
        }
        catch (DeliveryException exception)
        {
            return CheckResult.Fail(id, title, $"{text}: {exception.What}", exception.Why, exception.Next);
        }
    }
}
