using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Report.Status;

/// <summary>Reads what an environment is like: what can't be reached is a line of the answer, and no failure.</summary>
public sealed class StatusReader(IPlatform platform, IPlatformView view)
{
    private const string Alerting = "alerting";

    /// <summary>Reads it.</summary>
    /// <param name="expected">The alert rules that should be loaded; null where there are none.</param>
    /// <param name="connect">Finds Prometheus.</param>
    public async Task<EnvironmentStatus> ReadAsync(
        string environment, PrometheusRule? expected, Func<Task<PrometheusClient>> connect, CancellationToken cancellationToken)
    {
        var live = await platform.LiveAsync(environment, cancellationToken);
        var sync = live is null ? null : await view.SyncStateAsync(live, cancellationToken);
        try
        {
            var groups = await (await connect()).RulesAsync(cancellationToken);
            return new(platform.Name, environment, live, sync, Judge(expected, groups), Trouble: null);
        }
        catch (DeliveryException exception)
        {
            return new(platform.Name, environment, live, sync, Rules: null, $"{exception.What}: {exception.Why}");
        }
    }

    private static RuleStatus Judge(PrometheusRule? expected, IReadOnlyList<LoadedGroup> groups)
    {
        var expectedGroups = expected?.Groups ?? [];
        var names = expectedGroups.Select(group => group.Name).ToHashSet();
        var own = groups.Where(group => names.Contains(group.Name)).SelectMany(group => group.Rules).ToList();
        var others = groups.Where(group => !names.Contains(group.Name)).SelectMany(group => group.Rules);
        return new(
            expectedGroups.Sum(group => group.Rules.Count),
            own.Count(rule => rule.Health == "ok"),
            Alerts(own, "pending"),
            Alerts(own, "firing"),
            Alerts(others, "firing").Count);
    }

    private static List<string> Alerts(IEnumerable<LoadedRule> rules, string state) =>
        [.. rules.Where(rule => rule.Type == Alerting && rule.State == state).Select(rule => rule.Name)];
}

/// <summary>An environment on one screen.</summary>
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
                return [("runs", $"nothing: ./build.sh --target=Deploy --environment={Environment} deploys it")];
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
    private static string Describe(LiveReplica replica, string image)
    {
        var trouble = replica.IsRunning ? "" : ", not ready";
        var other = replica.Image == image ? "" : $", runs {replica.Image}";
        return $"{replica.Pod}: {replica.Runtime}{trouble}{other}";
    }

    private IEnumerable<(string, string)> RuleFacts =>
        Rules is { } rules ? [("rules", rules.Health), ("alerts", rules.Alerts)] : [("rules", Trouble ?? "unknown")];
}

/// <summary>What Prometheus says of the alert rules of <c>monitoring/alerts.yaml</c>.</summary>
/// <param name="Expected">How many there should be.</param>
/// <param name="Healthy">How many are loaded and evaluated without an error.</param>
/// <param name="Pending">The alerts whose <c>for</c> runs.</param>
/// <param name="Firing">The alerts that fire.</param>
/// <param name="OthersFiring">How many alerts of others fire.</param>
public sealed record RuleStatus(int Expected, int Healthy, IReadOnlyList<string> Pending, IReadOnlyList<string> Firing, int OthersFiring)
{
    /// <summary>How the rules are, in a few words.</summary>
    public string Health => $"{Healthy} of {Expected} loaded and healthy";

    /// <summary>Which alerts are active, in a few words.</summary>
    public string Alerts => string.Join("; ", new[]
    {
        Firing.Count == 0 ? "none firing" : $"FIRING {string.Join(", ", Firing)}",
        Pending.Count == 0 ? "" : $"pending {string.Join(", ", Pending)}",
        OthersFiring == 0 ? "" : $"{OthersFiring} of others firing",
    }.Where(part => part.Length > 0));
}
