using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Tests.Proof.Mutants;

/// <summary>A single fault that somebody makes.</summary>
/// <param name="Name">What is done.</param>
/// <param name="Check">The beginning of the id of the check that is meant to find it.</param>
/// <param name="Named">What the check has to name.</param>
/// <param name="BreakAsync">Makes the fault in a healthy lab.</param>
/// <param name="ProveAsync">Verifies.</param>
internal sealed record Mutant(
    string Name,
    string Check,
    string Named,
    Func<HealthyLab, Task> BreakAsync,
    Func<HealthyLab, Task<IReadOnlyList<CheckResult>>> ProveAsync)
{
    /// <summary>Whether it was found by its check, in a message that names it.</summary>
    public bool IsCaughtBy(IEnumerable<CheckResult> results) => results.Any(result =>
        result.Verdict == Verdict.Fail
        && result.Id.StartsWith(Check, StringComparison.Ordinal)
        && $"{result.Id} {result.Title} {result.Evidence} {result.Cause}".Contains(Named, StringComparison.Ordinal));
}
