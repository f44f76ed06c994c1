namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>Rules of others that fail: nothing of ours, but worth a word.</summary>
internal static class OtherRulesCheck
{
    private const int Named = 3;

    /// <summary>A warning; null when all others are well.</summary>
    public static CheckResult? Of(IReadOnlySet<string> groups, LoadedRules loaded)
    {
        var failing = loaded.All.Where(other => other.Rule.Health == "err" && !groups.Contains(other.Group.Name)).ToList();
        return failing.Count == 0
            ? null
            : CheckResult.Warn(
                "rules/others",
                "the rules of others are evaluated without error",
                $"{failing.Count} fail: {string.Join("; ", failing.Take(Named).Select(other => $"{other.Rule.Name} in {other.Group.Name}: {other.Rule.LastError}"))}",
                "they are not of this repository",
                "tell whoever owns them");
    }
}
