namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>One of a selector's <c>matchExpressions</c>.</summary>
/// <param name="Key">The label.</param>
/// <param name="Operator"><c>In</c>, <c>NotIn</c>, <c>Exists</c> or <c>DoesNotExist</c>.</param>
/// <param name="Values">The values, for the first two.</param>
public sealed record LabelRequirement(string Key, string Operator, IReadOnlyList<string> Values)
{
    /// <summary>Whether an object with these labels meets the requirement.</summary>
    public bool Matches(IReadOnlyDictionary<string, string> labels) => Operator switch
    {
        "In" => labels.TryGetValue(Key, out var value) && Values.Contains(value),
        "NotIn" => !labels.TryGetValue(Key, out var value) || !Values.Contains(value),
        "Exists" => labels.ContainsKey(Key),
        "DoesNotExist" => !labels.ContainsKey(Key),
        _ => false,
    };

    /// <inheritdoc/>
    public override string ToString() => Values.Count == 0 ? $"{Key} {Operator}" : $"{Key} {Operator} ({string.Join(", ", Values)})";
}
