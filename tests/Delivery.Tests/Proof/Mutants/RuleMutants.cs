using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>One thing of one rule is changed where Prometheus reads it.</summary>
internal static class RuleMutants
{
    public static IEnumerable<Mutant> All() =>
        from @group in HealthyLab.Rules.Groups
        from rule in @group.Rules
        from mutant in Of(rule)
        select mutant;

    private static IEnumerable<Mutant> Of(Rule rule)
    {
        (string What, Func<Rule, Rule> Change, string Named)[] changes =
        [
            (
                "an operator",
                changed => WithLast(changed, token => token.Text is ">" or "==", text => text == ">" ? ">=" : "!="),
                "expression"),
            ("a threshold", changed => WithLast(changed, token => token.Kind == PromqlTokenKind.Number, text => $"1{text}"), "expression"),
            ("a metric", changed => WithMetric(changed), "_renamed"),
            (
                "a label's value",
                changed => WithFirst(changed, token => token.Kind == PromqlTokenKind.Quoted, text => text[..^1] + "x\""),
                "expression"),
            ("a range", changed => WithFirst(changed, token => token.Kind == PromqlTokenKind.Duration, _ => "7s"), "[7s]"),
            ("for", changed => changed with { For = changed.For + TimeSpan.FromSeconds(1) }, "for: expected"),
            ("keep_firing_for", changed => changed with { KeepFiringFor = TimeSpan.FromSeconds(3) }, "keep_firing_for: expected"),
            (
                "the severity",
                changed => changed with { Labels = new Dictionary<string, string> { ["severity"] = "none" } },
                "severity=\"none\""),
            ("all labels", changed => changed with { Labels = new Dictionary<string, string>() }, "labels: expected"),
            (
                "the summary",
                changed => changed with { Annotations = new Dictionary<string, string>(changed.Annotations) { ["summary"] = "?" } },
                "summary=\"?\""),
            ("the name", changed => changed with { Alert = changed.Alert + "2" }, "found nothing there"),
        ];
        return
            from change in changes
            let changed = change.Change(rule)
            where changed != rule
            select new Mutant(
                $"{rule.Name}: {change.What}",
                $"rules/{rule.Name}",
                change.Named,
                lab => lab.LoadRulesAsync(With(rule, changed)),
                lab => lab.ProveRulesAsync());
    }

    private static PrometheusRule With(Rule rule, Rule changed) => HealthyLab.Rules with
    {
        Groups =
        [
            .. HealthyLab.Rules.Groups.Select(each =>
                each with { Rules = [.. each.Rules.Select(other => other == rule ? changed : other)] }),
        ],
    };

    private static Rule WithMetric(Rule rule)
    {
        var metric = Selector.In(rule.Expression)[0].Metric;
        return WithFirst(rule, token => token.Text == metric, text => text + "_renamed");
    }

    private static Rule WithFirst(Rule rule, Predicate<PromqlToken> which, Func<string, string> change) =>
        At(rule, tokens => tokens.FindIndex(which), change);

    private static Rule WithLast(Rule rule, Predicate<PromqlToken> which, Func<string, string> change) =>
        At(rule, tokens => tokens.FindLastIndex(which), change);

    private static Rule At(Rule rule, Func<List<PromqlToken>, int> find, Func<string, string> change)
    {
        var tokens = PromqlTokens.Read(rule.Expression).ToList();
        return find(tokens) is var at and >= 0
            ? rule with { Expression = string.Concat(tokens.Select((token, index) => index == at ? change(token.Text) : token.Text)) }
            : rule;
    }
}
