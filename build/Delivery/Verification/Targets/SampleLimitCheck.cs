using System.Globalization;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Targets;

/// <summary>A target stays well below the sample limit of its ServiceMonitor.</summary>
internal static class SampleLimitCheck
{
    /// <summary>The share of the limit from which on it is worth a word.</summary>
    private const double NearShare = 0.8;

    /// <summary>A warning; null when there is nothing to say.</summary>
    public static async Task<CheckResult?> OfAsync(PrometheusClient prometheus, ActiveTarget target, int limit, CancellationToken cancellationToken)
    {
        var (job, instance) = (target.Labels.GetValueOrDefault("job"), target.Labels.GetValueOrDefault("instance"));
        var query = $"max(scrape_samples_post_metric_relabeling{{job=\"{job}\", instance=\"{instance}\"}})";
        var samples = await prometheus.ValueAsync(query, cancellationToken) ?? 0;
        return samples <= NearShare * limit
            ? null
            : CheckResult.Warn(
                $"targets/{TargetCheck.NameOf(target)}/samples", $"{TargetCheck.NameOf(target)} stays below its sample limit",
                $"{query} = {samples.ToString(CultureInfo.InvariantCulture)} of {limit}", "beyond the limit a scrape fails as a whole",
                "find the label with too many values, or raise the sampleLimit of the ServiceMonitor");
    }
}
