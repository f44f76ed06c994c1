namespace GitOpsDemo.Delivery.Diff;

/// <summary>Something that a Deploy would change.</summary>
/// <param name="Subject">What, such as <c>chart loki</c>.</param>
/// <param name="Text">How: a unified diff, or a sentence.</param>
public sealed record Difference(string Subject, string Text);
