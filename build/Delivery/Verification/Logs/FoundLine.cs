namespace GitOpsDemo.Delivery.Verification.Logs;

/// <summary>A line of a log.</summary>
/// <param name="Where">The stream with its labels, or the file.</param>
/// <param name="Text">The line.</param>
public sealed record FoundLine(string Where, string Text);
