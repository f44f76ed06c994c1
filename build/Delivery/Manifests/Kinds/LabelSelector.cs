namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>Chooses objects by their labels. An empty one chooses all.</summary>
/// <param name="MatchLabels">Labels that must have exactly these values.</param>
/// <param name="MatchExpressions">Further requirements.</param>
public sealed record LabelSelector(IReadOnlyDictionary<string, string> MatchLabels, IReadOnlyList<LabelRequirement> MatchExpressions)
{
    /// <summary>A selector by exact values alone, as a Service has.</summary>
    public static LabelSelector ByLabels(IReadOnlyDictionary<string, string> labels) => new(labels, []);

    /// <summary>Whether an object with these labels is chosen.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) =>
        MatchLabels.All(pair => labels.TryGetValue(pair.Key, out var value) && value == pair.Value)
        && MatchExpressions.All(requirement => requirement.Matches(labels));

    /// <inheritdoc/>
    public override string ToString() => string.Join(
        ", ",
        [.. MatchLabels.Select(pair => $"{pair.Key}={pair.Value}"), .. MatchExpressions.Select(requirement => $"{requirement}")]);
}
