using System.Globalization;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Targets;

/// <summary>The targets of a pool stay well below the sample limit of their ServiceMonitor.</summary>
internal static class SampleLimitCheck
{
    /// <summary>The share of the limit from which on it is worth a word.</summary>
    private const double NearShare = 0.8;

    /// <summary>A warning for each target that is near; they are asked for at once, for there may be thousands.</summary>
    public static async Task<IReadOnlyList<CheckResult>> OfAsync(
        PrometheusClient prometheus, IReadOnlyList<ActiveTarget> targets, int limit, CancellationToken cancellationToken)
    {
        var near = string.Create(CultureInfo.InvariantCulture, $"scrape_samples_post_metric_relabeling > {NearShare * limit}");
        var found = (await prometheus.QueryAsync(near, cancellationToken)).ToLookup(series => series.Metric.GetValueOrDefault("instance"));
        return
        [
            .. from target in targets
               from series in found[target.Labels.GetValueOrDefault("instance")]
               where series.Metric.GetValueOrDefault("job") == target.Labels.GetValueOrDefault("job")
               select Warning(TargetCheck.NameOf(target), string.Create(CultureInfo.InvariantCulture, $"{near}: {series.Value?.Value} of {limit}")),
        ];
    }

    private static CheckResult Warning(string name, string evidence) => CheckResult.Warn(
        $"targets/{name}/samples", $"{name} stays below its sample limit", evidence, "beyond the limit a scrape fails as a whole",
        "find the label with too many values, or raise the sampleLimit of the ServiceMonitor");
}
