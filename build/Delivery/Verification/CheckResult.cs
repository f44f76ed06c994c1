namespace GitOpsDemo.Delivery.Verification;

/// <summary>One thing that was proven, or was not.</summary>
/// <param name="Id">A stable id, such as <c>rules/HighErrorRate</c>.</param>
/// <param name="Title">What holds when it passes, as a sentence.</param>
/// <param name="Verdict">How it came out.</param>
/// <param name="Evidence">What was asked and what came back.</param>
/// <param name="Cause">When it fails: the likely cause.</param>
/// <param name="Next">When it fails: the next command to run.</param>
public sealed record CheckResult(string Id, string Title, Verdict Verdict, string Evidence, string Cause = "", string Next = "")
{
    /// <summary>The check passed.</summary>
    public static CheckResult Pass(string id, string title, string evidence) => new(id, title, Verdict.Pass, evidence);

    /// <summary>The check failed.</summary>
    public static CheckResult Fail(string id, string title, string evidence, string cause, string next) =>
        new(id, title, Verdict.Fail, evidence, cause, next);

    /// <summary>It does not hold, but is no reason to stop.</summary>
    public static CheckResult Warn(string id, string title, string evidence, string cause, string next) =>
        new(id, title, Verdict.Warning, evidence, cause, next);

    /// <summary>It could not be asked.</summary>
    /// <param name="id">The id.</param>
    /// <param name="title">What would hold.</param>
    /// <param name="reason">Why it could not.</param>
    public static CheckResult Skip(string id, string title, string reason) => new(id, title, Verdict.Skipped, reason);
}
