using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>All rules that Prometheus has loaded, found by name: there may be thousands.</summary>
internal sealed class LoadedRules(IReadOnlyList<LoadedGroup> groups)
{
    private readonly ILookup<string, LoadedGroup> _groups = groups.ToLookup(group => group.Name);

    private readonly ILookup<string, (LoadedGroup Group, LoadedRule Rule)> _rules =
        groups.SelectMany(group => group.Rules.Select(rule => (Group: group, Rule: rule))).ToLookup(pair => pair.Rule.Name);

    /// <summary>How many groups there are.</summary>
    public int GroupCount => groups.Count;

    /// <summary>Every rule with its group.</summary>
    public IEnumerable<(LoadedGroup Group, LoadedRule Rule)> All => _rules.SelectMany(rules => rules);

    /// <summary>The groups of a name: two when two files have one.</summary>
    public IEnumerable<LoadedGroup> Groups(string name) => _groups[name];

    /// <summary>The rules of a name, wherever they stand.</summary>
    public IEnumerable<(LoadedGroup Group, LoadedRule Rule)> Rules(string name) => _rules[name];
}
