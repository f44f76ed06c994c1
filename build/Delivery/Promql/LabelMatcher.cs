namespace GitOpsDemo.Delivery.Promql;

/// <summary>A condition on a label of the series that are selected.</summary>
/// <param name="Label">The label.</param>
/// <param name="Operator"><c>=</c>, <c>!=</c>, <c>=~</c> or <c>!~</c>.</param>
/// <param name="Value">The value, in its quotes.</param>
internal sealed record LabelMatcher(string Label, string Operator, string Value)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Label}{Operator}{Value}";
}
