namespace GitOpsDemo.Delivery.Promql;

/// <summary>A piece of a PromQL expression.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">It as it is written.</param>
internal sealed record PromqlToken(PromqlTokenKind Kind, string Text);
