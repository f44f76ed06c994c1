namespace GitOpsDemo.Delivery.Verification;

/// <summary>A check as it stands at one look, and how long it may take until it passes.</summary>
/// <param name="Result">How it stands.</param>
/// <param name="Patience">How long after the begin of the verification a failure counts as final.</param>
internal sealed record Finding(CheckResult Result, TimeSpan Patience)
{
    public bool IsFinal(TimeSpan elapsed) => Result.Verdict != Verdict.Fail || elapsed >= Patience;
}
