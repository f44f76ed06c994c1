using GitOpsDemo.Delivery.Verification;

namespace GitOpsDemo.Delivery.Reporting;

/// <summary>
/// Checks that are not proven as lines that GitHub and Gitea show beside the run
/// (<see href="https://docs.github.com/actions/reference/workflow-commands-for-github-actions#setting-an-error-message"/>).
/// </summary>
public static class Annotations
{
    /// <summary>A line for each failure and each warning.</summary>
    public static IEnumerable<string> Of(IEnumerable<CheckResult> checks) =>
        from check in checks
        let command = check.Verdict switch { Verdict.Fail => "error", Verdict.Warning => "warning", _ => null }
        where command is not null
        select $"::{command} title={Property(check.Id)}::{Data($"{check.Evidence}. {check.Cause}. Next: {check.Next}")}";

    private static string Data(string text) =>
        text.Replace("%", "%25", StringComparison.Ordinal).Replace("\r", "%0D", StringComparison.Ordinal).Replace("\n", "%0A", StringComparison.Ordinal);

    private static string Property(string text) =>
        Data(text).Replace(":", "%3A", StringComparison.Ordinal).Replace(",", "%2C", StringComparison.Ordinal);
}
