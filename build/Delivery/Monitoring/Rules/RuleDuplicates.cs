using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>A rule that is twice in a file would fire twice. One with another expression or other labels is another rule.</summary>
public static class RuleDuplicates
{
    /// <summary>Refuses repeated rules.</summary>
    /// <exception cref="DeliveryException">There are some; the message names each with its groups.</exception>
    public static void Refuse(PrometheusRule rules, string file)
    {
        var twice =
            from pair in rules.Groups.SelectMany(@group => @group.Rules, (@group, rule) => (Group: @group.Name, Rule: rule))
            let rule = pair.Rule
            group pair.Group by (rule.Name, rule.Record, rule.Expression, rule.For, Labels: Differences.Sorted(rule.Labels)) into same
            where same.Count() > 1
            let groups = same.Distinct().Select(name => $"group {name}")
            select $"{same.Key.Name}{(same.Key.Labels is "{}" ? "" : same.Key.Labels)} in {string.Join(" and ", groups)}";
        if (twice.ToList() is { Count: > 0 } duplicates)
        {
            throw new DeliveryException(
                $"{file} has a rule twice", string.Join("; ", duplicates), "keep one of each, or give them other labels");
        }
    }
}
