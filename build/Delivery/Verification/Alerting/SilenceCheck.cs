using GitOpsDemo.Delivery.Verification.Alertmanager;

namespace GitOpsDemo.Delivery.Verification.Alerting;

/// <summary>No silence covers one of our alerts.</summary>
internal static class SilenceCheck
{
    public static CheckResult Of(
        AlertmanagerClient alertmanager, IReadOnlyList<Silence> silences, IReadOnlyList<(string Alert, IReadOnlyDictionary<string, string> Labels)> alerts)
    {
        const string Id = "alerting/silences";
        const string Title = "no silence covers our alerts";
        var active = silences.Where(silence => silence.Status?.State == "active").ToList();
        var covering = active.FirstOrDefault(silence => alerts.Any(alert => Covers(silence, alert.Labels)));
        if (covering is null)
        {
            return CheckResult.Pass(Id, Title, $"{active.Count} active silences");
        }

        var covered = alerts.Where(alert => Covers(covering, alert.Labels)).Select(alert => alert.Alert);
        return CheckResult.Fail(
            Id, Title, $"silence {covering.Id} of {covering.CreatedBy} covers {string.Join(", ", covered)} until {covering.EndsAt:u}",
            $"somebody silenced them: {covering.Comment}",
            $"expire it at {new Uri(alertmanager.Address, "#/silences")}, or wait for its end");
    }

    private static bool Covers(Silence silence, IReadOnlyDictionary<string, string> labels) => (silence.Matchers ?? []).All(matcher =>
        new AlertMatcher(matcher.Name, matcher.Value, matcher.IsRegex, matcher.IsEqual ?? true).Matches(labels));
}
