using GitOpsDemo.Delivery.Promql;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>No recording rule of somebody else writes series under the name of a metric that our rules read.</summary>
internal static class RecordingCheck
{
    /// <summary>A failure for each that does.</summary>
    public static IEnumerable<CheckResult> Of(IEnumerable<Selector> selectors, IReadOnlySet<string> groups, LoadedRules loaded) =>
        from metric in selectors.Select(selector => selector.Metric).Distinct()
        from other in loaded.Rules(metric)
        where other.Rule.Type == "recording" && !groups.Contains(other.Group.Name)
        select CheckResult.Fail(
            $"series/{metric}/recorded",
            $"{metric} comes from what is scraped alone",
            $"recording rule {metric} = {other.Rule.Query} in group {other.Group.Name} of {other.Group.File}",
            "it writes series under the name of a metric that our rules read",
            "give the recorded series a name of its own, such as level:metric:operation");
}
