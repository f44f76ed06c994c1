using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>All rules that Prometheus has loaded, found by name: there may be thousands.</summary>
internal sealed class LoadedRules(IReadOnlyList<LoadedGroup> groups)
{
    private static readonly IReadOnlyDictionary<string, string> NoLabels = new Dictionary<string, string>();

    private readonly ILookup<string, LoadedGroup> _groups = groups.ToLookup(group => group.Name);

    private readonly ILookup<string, (LoadedGroup Group, LoadedRule Rule)> _rules =
        groups.SelectMany(group => group.Rules.Select(rule => (Group: group, Rule: rule))).ToLookup(pair => pair.Rule.Name);

    /// <summary>
    /// The labels that Thanos has added to every rule: the external ones of the Prometheus that evaluates it. The rules here are without.
    /// </summary>
    public IReadOnlyDictionary<string, string> Added { get; private init; } = NoLabels;

    /// <summary>The rules without what Thanos adds to them. A label that a rule of ours has stays, for it may be wrong.</summary>
    public static LoadedRules Of(IReadOnlyList<LoadedGroup> groups, IReadOnlyList<Rule> ours)
    {
        var all = groups.SelectMany(group => group.Rules).ToList();
        if (all.Count == 0 || groups.Any(group => group.PartialResponseStrategy is null))
        {
            return new(groups);
        }

        var added = (all[0].Labels ?? NoLabels)
            .Where(label => all.TrueForAll(rule => rule.Labels?.GetValueOrDefault(label.Key) == label.Value))
            .Where(label => ours.All(rule => !rule.Labels.ContainsKey(label.Key)))
            .ToDictionary();
        return new([.. groups.Select(group => group with { Rules = [.. group.Rules.Select(Bare)] })]) { Added = added };

        LoadedRule Bare(LoadedRule rule) =>
            rule with { Labels = (rule.Labels ?? NoLabels).Where(label => !added.ContainsKey(label.Key)).ToDictionary() };
    }

    public int GroupCount => groups.Count;

    public IEnumerable<(LoadedGroup Group, LoadedRule Rule)> All => _rules.SelectMany(rules => rules);

    /// <summary>The groups of a name: two when two files have one.</summary>
    public IEnumerable<LoadedGroup> Groups(string name) => _groups[name];

    /// <summary>The rules of a name, wherever they are.</summary>
    public IEnumerable<(LoadedGroup Group, LoadedRule Rule)> Rules(string name) => _rules[name];

    public RulePlace PlaceOf(ObjectMetadata owner, RuleGroup group)
    {
        var named = Groups(group.Name)
            .OrderByDescending(candidate => PrometheusRuleFile.IsOf(owner, candidate.File))
            .ThenByDescending(candidate => candidate.Rules.Count(rule => group.Rules.Any(own => own.Name == rule.Name)))
            .ToList();
        return named switch
        {
            [] => new(null, [], GroupCount, new Dictionary<int, LoadedRule>(), Added),
            [var ours, .. var others] => new(
                ours,
                [.. others.Where(other => IsCopy(other, ours) && !PrometheusRuleFile.IsOfAnotherNamespace(owner, other.File))],
                GroupCount,
                Pairs(group, ours),
                Added),
        };
    }

    private static bool IsCopy(LoadedGroup group, LoadedGroup ours) => group.Rules.Any(rule => ours.Rules.Any(rule.IsSameAs));

    /// <summary>
    /// Each rule with the one that stands for it. Rules are known by their place; two of one name are told apart by their labels first, so
    /// that what has only moved is not taken for changed.
    /// </summary>
    private static Dictionary<int, LoadedRule> Pairs(RuleGroup group, LoadedGroup loaded)
    {
        var pairs = new Dictionary<int, LoadedRule>();
        var free = Enumerable.Range(0, loaded.Rules.Count).ToHashSet();
        Func<int, int, bool>[] likeness =
        [
            (own, other) => own == other && HasLabels(own, other),
            HasLabels,
            (own, other) => own == other,
            (_, _) => true,
        ];
        foreach (var isLike in likeness)
        {
            for (var own = 0; own < group.Rules.Count; own++)
            {
                var at = own;
                var likely = free.Where(other => loaded.Rules[other].Name == group.Rules[at].Name && isLike(at, other)).Order();
                if (!pairs.ContainsKey(own) && likely.Select(other => (int?)other).FirstOrDefault() is { } match)
                {
                    pairs[own] = loaded.Rules[match];
                    free.Remove(match);
                }
            }
        }

        return pairs;

        bool HasLabels(int own, int other) =>
            Differences.Sorted(group.Rules[own].Labels) == Differences.Sorted(loaded.Rules[other].Labels ?? NoLabels);
    }
}

/// <summary>Where a group was found.</summary>
/// <param name="Group">The group; null when it is not loaded.</param>
/// <param name="Copies">Other groups of its name that have rules of it too.</param>
/// <param name="Rules">What stands for each of its rules, by their place.</param>
/// <param name="Added">The labels that Thanos has added to them.</param>
internal sealed record RulePlace(
    LoadedGroup? Group,
    IReadOnlyList<LoadedGroup> Copies,
    int Among,
    IReadOnlyDictionary<int, LoadedRule> Rules,
    IReadOnlyDictionary<string, string> Added);
