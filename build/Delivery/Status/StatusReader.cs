using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Status;

/// <summary>Reads what an environment is like: what can't be reached is a line of the answer, and no failure.</summary>
public sealed class StatusReader(IPlatform platform, IPlatformView view)
{
    private const string Alerting = "alerting";

    /// <summary>Reads it.</summary>
    /// <param name="environment">The environment.</param>
    /// <param name="expected">The alert rules that should be loaded.</param>
    /// <param name="connect">Finds Prometheus.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task<EnvironmentStatus> ReadAsync(
        string environment, PrometheusRule expected, Func<Task<PrometheusClient>> connect, CancellationToken cancellationToken)
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

    private static RuleStatus Judge(PrometheusRule expected, IReadOnlyList<LoadedGroup> groups)
    {
        var names = expected.Groups.Select(group => group.Name).ToHashSet();
        var own = groups.Where(group => names.Contains(group.Name)).SelectMany(group => group.Rules).ToList();
        var others = groups.Where(group => !names.Contains(group.Name)).SelectMany(group => group.Rules);
        return new(
            expected.Groups.Sum(group => group.Rules.Count),
            own.Count(rule => rule.Health == "ok"),
            Alerts(own, "pending"),
            Alerts(own, "firing"),
            Alerts(others, "firing").Count);
    }

    private static List<string> Alerts(IEnumerable<LoadedRule> rules, string state) =>
        [.. rules.Where(rule => rule.Type == Alerting && rule.State == state).Select(rule => rule.Name)];
}
