using GitOpsDemo.Delivery.Images;

namespace GitOpsDemo.Delivery.Status;

/// <summary>An environment on one screen.</summary>
/// <param name="Platform">Where it is.</param>
/// <param name="Environment">Its name.</param>
/// <param name="Live">What runs; null when nothing does.</param>
/// <param name="Sync">Whether that is what the repository asks for; null when nothing runs.</param>
/// <param name="Rules">What Prometheus says of the alert rules; null when it was not reached.</param>
/// <param name="Trouble">Why Prometheus was not reached; null when it was.</param>
public sealed record EnvironmentStatus(
    string Platform, string Environment, LiveEnvironment? Live, SyncState? Sync, RuleStatus? Rules, string? Trouble)
{
    private const int ShortCommit = 12;

    /// <summary>Pairs of name and value, in the order in which they are read.</summary>
    public IEnumerable<(string Name, string Value)> Facts =>
        [("environment", $"{Environment} on {Platform}"), .. LiveFacts, .. RuleFacts];

    private IEnumerable<(string, string)> LiveFacts
    {
        get
        {
            if (Live is not { } live)
            {
                return [("runs", $"nothing: ./build.sh --target=Deploy --environment={Environment} brings it live")];
            }

            var image = ImageReference.Parse(live.Image);
            var ready = live.Replicas.Count(replica => replica.IsRunning);
            return
            [
                ("version", image.Tag ?? "without a tag"),
                ("digest", image.Digest?.ToString() ?? "not pinned"),
                ("commit", live.Commit[..Math.Min(ShortCommit, live.Commit.Length)]),
                ("sync", Sync?.Sync ?? "Unknown"),
                ("health", $"{Sync?.Health ?? "Unknown"}, {ready} of {live.Replicas.Count} replicas ready"),
                .. live.Replicas.Select(replica => ("", Describe(replica, live.Image))),
                ("service", $"{live.Url}"),
            ];
        }
    }

    /// <summary>A replica, with its image where that is another one than the environment's: it is old, or was changed by hand.</summary>
    private static string Describe(LiveReplica replica, string image) =>
        $"{replica.Pod}: {replica.Runtime}{(replica.IsRunning ? "" : ", not ready")}{(replica.Image == image ? "" : $", runs {replica.Image}")}";

    private IEnumerable<(string, string)> RuleFacts =>
        Rules is { } rules ? [("rules", rules.Health), ("alerts", rules.Alerts)] : [("rules", Trouble ?? "unknown")];
}
