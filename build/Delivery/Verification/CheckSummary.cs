namespace GitOpsDemo.Delivery.Verification;

/// <summary>Many checks in a few words.</summary>
public static class CheckSummary
{
    /// <summary>How many checks of each kind came out so, such as <c>9 checks: rules 7, groups 2</c>; null when none did.</summary>
    public static string? Of(IEnumerable<CheckResult> checks, Verdict verdict)
    {
        var such = checks.Where(check => check.Verdict == verdict).ToList();
        var kinds = such.GroupBy(check => check.Id.Split('/')[0]).Select(kind => $"{kind.Key} {kind.Count()}");
        return such.Count == 0 ? null : $"{such.Count} {(such.Count == 1 ? "check" : "checks")}: {string.Join(", ", kinds)}";
    }

    /// <summary>The failure that names every check that failed; null when none did.</summary>
    public static DeliveryException? FailureOf(IEnumerable<CheckResult> checks) => checks.Where(check => check.Verdict == Verdict.Fail).ToList() switch
    {
        [] => null,
        [var check] => new DeliveryException($"{check.Id} is not proven", Why(check), check.Next),
        var failed => new DeliveryException(
            $"{failed.Count} checks are not proven",
            string.Concat(failed.Select(check => $"\n  {check.Id}: {Why(check)}")),
            string.Join("; ", failed.Select(check => check.Next).Distinct())),
    };

    private static string Why(CheckResult check) => $"{check.Evidence}. {check.Cause}";
}
