using System.Globalization;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Promql;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Rules;

/// <summary>A rule, or what a group says itself, with another digit in one place.</summary>
/// <param name="Group">The place of the group in its object.</param>
/// <param name="Rule">The place of the rule in the group; null where the digit is the group's own.</param>
/// <param name="In">The group with the wrong digit.</param>
internal sealed record WrongDigit(int Group, int? Rule, RuleGroup In)
{
    /// <summary>One for each digit of the rules and groups that means something.</summary>
    public static IEnumerable<WrongDigit> Of(PrometheusRule rules) =>
        from @group in rules.Groups.Index()
        from wrong in OfRules(@group.Item).Select(each => new WrongDigit(@group.Index, each.Rule, each.Group))
            .Concat(OfGroup(@group.Item).Select(each => new WrongDigit(@group.Index, null, each)))
        select wrong;

    /// <summary>The rules with all of these digits; at most one for each rule or group.</summary>
    public static PrometheusRule Put(PrometheusRule rules, IEnumerable<WrongDigit> digits)
    {
        var groups = rules.Groups.ToList();
        foreach (var digit in digits)
        {
            var group = groups[digit.Group];
            groups[digit.Group] = digit.Rule is { } at
                ? group with { Rules = [.. group.Rules.Select((rule, index) => index == at ? digit.In.Rules[at] : rule)] }
                : digit.In;
        }

        return rules with { Groups = groups };
    }

    /// <summary>The rule or the group, with its wrong digit.</summary>
    public override string ToString() => Rule is { } at
        ? $"{In.Rules[at]} with {string.Join(", ", In.Rules[at].Labels.Concat(In.Rules[at].Annotations))}"
        : $"group {In.Name}, {In.Interval}, limit {In.Limit}";

    private static IEnumerable<(int Rule, RuleGroup Group)> OfRules(RuleGroup group) =>
        from rule in @group.Rules.Index()
        from wrong in OfRule(rule.Item)
        select (rule.Index, @group with { Rules = [.. @group.Rules.Select((other, at) => at == rule.Index ? wrong : other)] });

    private static IEnumerable<RuleGroup> OfGroup(RuleGroup group) =>
    [
        .. InText(group.Name).Select(name => group with { Name = name }),
        .. InDuration(group.Interval).Select(interval => group with { Interval = interval }),
        .. InText($"{group.Limit}").Select(limit => group with { Limit = int.Parse(limit, CultureInfo.InvariantCulture) }),
    ];

    private static IEnumerable<Rule> OfRule(Rule rule) =>
    [
        .. InText(rule.Name).Select(name => rule.Alert is null ? rule with { Record = name } : rule with { Alert = name }),
        .. InExpression(rule.Expression).Select(expression => rule with { Expression = expression }),
        .. InDuration(rule.For).Select(time => rule with { For = time }),
        .. InDuration(rule.KeepFiringFor).Select(time => rule with { KeepFiringFor = time }),
        .. InTexts(rule.Labels).Select(labels => rule with { Labels = labels }),
        .. InTexts(rule.Annotations).Select(annotations => rule with { Annotations = annotations }),
    ];

    private static IEnumerable<string> InExpression(string expression)
    {
        var pieces = PromqlTokens.Read(expression);
        return
            from piece in pieces.Index()
            where piece.Item.Kind != PromqlTokenKind.Comment
            from wrong in InText(piece.Item.Text)
            where !IsSameNumber(piece.Item, wrong)
            select string.Concat(pieces.Select((other, index) => index == piece.Index ? wrong : other.Text));
    }

    /// <summary>The seventeenth digit of a number may make no other one: 0.0009999999999999432 and …433 are the same.</summary>
    private static bool IsSameNumber(PromqlToken piece, string wrong) => piece.Kind == PromqlTokenKind.Number
        && double.TryParse(piece.Text, CultureInfo.InvariantCulture, out var right)
        && double.TryParse(wrong, CultureInfo.InvariantCulture, out var other)
        && right.Equals(other);

    /// <summary>Of a time that is there; <c>0s</c> is what is not said.</summary>
    private static IEnumerable<TimeSpan> InDuration(TimeSpan? time)
    {
        foreach (var wrong in time > TimeSpan.Zero ? InText(PrometheusDuration.Format(time.Value)) : [])
        {
            if (PrometheusDuration.TryParse(wrong, out var duration))
            {
                yield return duration;
            }
        }
    }

    private static IEnumerable<Dictionary<string, string>> InTexts(IReadOnlyDictionary<string, string> texts) =>
        from text in texts
        from wrong in InText(text.Key).Select(key => (key, text.Value)).Concat(InText(text.Value).Select(value => (text.Key, value)))
        select texts.Where(other => other.Key != text.Key)
            .Append(KeyValuePair.Create(wrong.Item1, wrong.Item2))
            .DistinctBy(pair => pair.Key)
            .ToDictionary();

    private static IEnumerable<string> InText(string text) =>
        from letter in text.Index()
        where char.IsAsciiDigit(letter.Item)
        select $"{text[..letter.Index]}{(letter.Item == '9' ? '8' : (char)(letter.Item + 1))}{text[(letter.Index + 1)..]}";
}
