using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>The metrics that somebody exposes, by the list in <c>monitoring/metrics.txt</c>.</summary>
public sealed class KnownMetrics
{
    /// <summary>What Prometheus itself makes, of alerts and of each target.</summary>
    private static readonly string[] Own =
    [
        "ALERTS", "ALERTS_FOR_STATE", "up",
        "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added",
    ];

    private readonly string _path;
    private readonly HashSet<string> _names;

    private KnownMetrics(string path, HashSet<string> names) => (_path, _names) = (path, names);

    /// <summary>Reads the list: a name on each line, <c>#</c> begins a comment.</summary>
    /// <exception cref="DeliveryException">The file can't be read.</exception>
    public static KnownMetrics Load(string path)
    {
        try
        {
            return new(path, [.. File.ReadLines(path).Select(line => line.Split('#')[0].Trim()).Where(name => name.Length > 0), .. Own]);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new DeliveryException($"{path} can't be read", exception.Message, "put a readable list of metrics there", exception);
        }
    }

    /// <summary>The metrics of an expression that are not in the list.</summary>
    public IEnumerable<string> UnknownIn(string expression) =>
        Selector.In(expression).Select(selector => selector.Metric).Where(metric => !_names.Contains(metric)).Distinct();

    /// <summary>These, and what rules record.</summary>
    public KnownMetrics And(Manifests.Kinds.PrometheusRule rules) =>
        new(_path, [.. _names, .. rules.Groups.SelectMany(group => group.Rules).Select(rule => rule.Record).OfType<string>()]);

    /// <summary>Refuses rules on metrics that are not in the list.</summary>
    /// <exception cref="DeliveryException">There are some.</exception>
    public void Require(Manifests.Kinds.PrometheusRule rules)
    {
        var all = rules.Groups.SelectMany(each => each.Rules).ToList();
        var recorded = all.Select(rule => rule.Record).ToHashSet();
        var unknown =
            from rule in all
            from metric in UnknownIn(rule.Expression)
            where !recorded.Contains(metric)
            select $"{rule.Name} asks for {metric}";
        if (unknown.ToList() is { Count: > 0 } problems)
        {
            throw new DeliveryException(
                $"{rules} can't be right",
                string.Join("; ", problems),
                $"fix the name, or add the metric to {_path} when something exposes it");
        }
    }
}
