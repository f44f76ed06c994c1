using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>Rules are dropped, doubled, moved; groups are renamed; rules of others come in the way.</summary>
internal static class GroupMutants
{
    public static IEnumerable<Mutant> All() => HealthyLab.Rules.Groups.SelectMany(Of).Concat(OfOthers());

    private static IEnumerable<Mutant> Of(RuleGroup group)
    {
        var (first, other) = (group.Rules[0], HealthyLab.Rules.Groups.First(candidate => candidate != group));
        yield return Loaded(
            $"{group.Name} is renamed", $"groups/{group.Name}", "0 groups of this name", Replace(group, group with { Name = "other" }));
        yield return Loaded($"{group.Name} is gone", $"groups/{group.Name}", "the rules were not loaded", Replace(group, null));
        yield return Loaded(
            $"{group.Name} has another interval",
            $"groups/{group.Name}",
            "interval: expected",
            Replace(group, group with { Interval = TimeSpan.FromSeconds(9) }));
        yield return Loaded(
            $"{first.Name} is dropped",
            $"rules/{first.Name}",
            "the rule was not loaded",
            Replace(group, group with { Rules = [.. group.Rules.Skip(1)] }));
        yield return Loaded(
            $"{first.Name} is there twice",
            $"groups/{group.Name}",
            $"{first.Name}, {first.Name}",
            Replace(group, group with { Rules = [first, .. group.Rules] }));
        yield return Loaded(
            $"{group.Name} is in another order",
            $"groups/{group.Name}",
            "rules: expected",
            Replace(group, group with { Rules = [.. group.Rules.Reverse()] }));
        yield return Loaded(
            $"{first.Name} is in the wrong group", $"rules/{first.Name}", $"it is in group {other.Name}",
            HealthyLab.Rules with
            {
                Groups =
                [
                    .. HealthyLab.Rules.Groups.Select(each =>
                        each == group ? each with { Rules = [.. each.Rules.Skip(1)] } : each with { Rules = [.. each.Rules, first] }),
                ],
            });
        yield return Loaded(
            $"{group.Name} is loaded from a second file", $"groups/{group.Name}", "copy", HealthyLab.Rules, Copy(group));
        yield return Loaded(
            $"{first.Name} is loaded again under another group",
            $"rules/{first.Name}",
            "it is in group again",
            HealthyLab.Rules,
            Copy(group with { Name = "again", Rules = [first] }));
    }

    private static IEnumerable<Mutant> OfOthers() =>
        ((string[])["http_requests_total", "up", "container_memory_working_set_bytes"]).Select(metric => Loaded(
            $"a recording rule writes {metric}", $"series/{metric}/recorded", metric, HealthyLab.Rules,
            Copy(new("others", TimeSpan.FromSeconds(1), [new Rule(null, metric, "vector(1)", default, default, Nothing, Nothing)]))));

    private static IReadOnlyDictionary<string, string> Nothing => new Dictionary<string, string>();

    private static Mutant Loaded(string name, string check, string named, params PrometheusRule[] rules) =>
        new(name, check, named, lab => lab.LoadRulesAsync(rules), lab => lab.ProveRulesAsync());

    private static PrometheusRule Replace(RuleGroup group, RuleGroup? by) =>
        HealthyLab.Rules with { Groups = [.. HealthyLab.Rules.Groups.Select(each => each == group ? by : each).OfType<RuleGroup>()] };

    private static PrometheusRule Copy(RuleGroup group) =>
        HealthyLab.Rules with { Metadata = HealthyLab.Rules.Metadata with { Name = "copy" }, Groups = [group] };
}
