using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>A rule is not loaded a second time under another group: it would fire twice.</summary>
internal static class RuleCopyCheck
{
    /// <summary>Where else it stands, in words; null when nowhere. Another rule of the same name is somebody else's.</summary>
    public static string? Of(RuleGroup group, LoadedRule found, LoadedRules loaded) => loaded.Rules(found.Name)
        .Where(other => other.Group.Name != group.Name && other.Rule.Query == found.Query)
        .Select(other => $"it stands in group {other.Group.Name} of {other.Group.File} too")
        .FirstOrDefault();
}
