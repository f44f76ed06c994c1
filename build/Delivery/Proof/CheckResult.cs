namespace GitOpsDemo.Delivery.Proof;

/// <summary>One thing that was proven, or was not.</summary>
/// <param name="Id">A stable id, such as <c>rules/HighErrorRate</c>.</param>
/// <param name="Title">What holds when it passes, as a sentence.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Evidence">What was asked and what came back.</param>
/// <param name="Cause">When it fails: the likely cause.</param>
/// <param name="Next">When it fails: the next command to run.</param>
public sealed record CheckResult(string Id, string Title, Verdict Verdict, string Evidence, string Cause = "", string Next = "")
{
    public static CheckResult Pass(string id, string title, string evidence) => new(id, title, Verdict.Pass, evidence);

    public static CheckResult Fail(string id, string title, string evidence, string cause, string next) =>
        new(id, title, Verdict.Fail, evidence, cause, next);

    /// <summary>It does not hold, but does not fail the proof.</summary>
    public static CheckResult Warn(string id, string title, string evidence, string cause, string next) =>
        new(id, title, Verdict.Warning, evidence, cause, next);

    /// <summary>It could not be asked.</summary>
    /// <param name="title">What would hold.</param>
    /// <param name="reason">Why it could not.</param>
    public static CheckResult Skip(string id, string title, string reason) => new(id, title, Verdict.Skipped, reason);
}

/// <summary>How a check came out.</summary>
public enum Verdict
{
    Pass,

    /// <summary>Something else was seen, or nothing.</summary>
    Fail,

    /// <summary>Something is not as it should be that proves nothing wrong.</summary>
    Warning,

    /// <summary>It could not be asked; the evidence says why.</summary>
    Skipped,
}

/// <summary>Many checks in a few words.</summary>
public static class CheckSummary
{
    /// <summary>How many checks of each kind came out so, such as <c>9 checks: rules 7, groups 2</c>; null when none did.</summary>
    public static string? Of(IEnumerable<CheckResult> checks, Verdict verdict)
    {
        var such = checks.Where(check => check.Verdict == verdict).ToList();
        var kinds = such.GroupBy(check => check.Id.Split('/')[0]).Select(kind => $"{kind.Key} {kind.Count()}");
        return such.Count == 0 ? null : $"{Plural.Of(such.Count, "check")}: {string.Join(", ", kinds)}";
    }

    /// <summary>The failure that names every check that failed; null when none did.</summary>
    public static DeliveryException? FailureOf(IEnumerable<CheckResult> checks) => checks.Where(
        check => check.Verdict == Verdict.Fail).ToList() switch
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
