using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>A group is loaded once, with its rules in their order and its interval.</summary>
internal static class RuleGroupCheck
{
    public static CheckResult Of(RuleGroup group, TimeSpan interval, LoadedRules loaded, string repair)
    {
        var id = $"groups/{group.Name}";
        var title = $"rule group {group.Name} is loaded once, with its rules and interval";
        var found = loaded.Groups(group.Name).ToList();
        if (found is not [var only])
        {
            return CheckResult.Fail(
                id, title, $"/api/v1/rules has {found.Count} groups of this name among {loaded.GroupCount}",
                found.Count == 0 ? "the rules were not loaded" : $"it is loaded from {string.Join(" and ", found.Select(other => other.File))}",
                found.Count == 0 ? "./build.sh --target=ApplyAlerts" : "remove the file or PrometheusRule that should not be there");
        }

        var differences = new Differences();
        differences.Compare("interval", interval, only.Interval);
        differences.Compare("rules", string.Join(", ", group.Rules.Select(rule => rule.Name)), string.Join(", ", only.Rules.Select(rule => rule.Name)));
        return differences.AreNone
            ? CheckResult.Pass(id, title, $"{only.Rules.Count} rules every {Differences.Seconds(only.Interval)}, from {only.File}")
            : CheckResult.Fail(id, title, $"{differences}", $"{only.File} is not what alerts.yaml says", repair);
    }
}
