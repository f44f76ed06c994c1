using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Promql;

namespace GitOpsDemo.Delivery.Drill;

/// <summary>An alert and how long each of its phases may take, as its own durations say.</summary>
/// <param name="Name">The alert's name.</param>
/// <param name="UntilDelivered">From its cause to the receiver.</param>
/// <param name="UntilResolved">From the end of its cause to the receiver.</param>
public sealed record DrilledAlert(string Name, TimeSpan UntilDelivered, TimeSpan UntilResolved)
{
    /// <summary>What no rule speaks of: probes, starts of programs, a busy computer.</summary>
    internal static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    /// <summary>Scrape, evaluation, and each once more because they are not in step.</summary>
    private const int Intervals = 4;

    /// <summary>The alerts of rules.</summary>
    /// <param name="rules">The rules, already in <paramref name="scale"/>.</param>
    /// <param name="scale">How much faster than true time they go.</param>
    public static IReadOnlyList<DrilledAlert> Of(PrometheusRule rules, TimeScale scale) =>
        [.. rules.Groups.SelectMany(group => group.Rules.Where(rule => rule.Alert is not null).Select(rule => Of(group, rule, scale)))];

    private static DrilledAlert Of(RuleGroup group, Rule rule, TimeScale scale)
    {
        var alertmanager = scale.Of(new AlertmanagerConfiguration());
        var evaluation = (Intervals * (group.Interval ?? scale.Of(PrometheusConfiguration.DefaultInterval))) + ShortestRange(rule.Expression);
        return new(
            rule.Name,
            evaluation + rule.For + alertmanager.GroupWait + alertmanager.GroupInterval + Slack,
            evaluation + rule.KeepFiringFor + alertmanager.GroupInterval + Slack);
    }

    /// <summary>Of the windows of an expression the shortest sees first that something begins, and that it is over.</summary>
    private static TimeSpan ShortestRange(string expression) => PromqlTokens.Read(expression)
        .Where(token => token.Kind == PromqlTokenKind.Duration)
        .Select(token => PrometheusDuration.TryParse(token.Text, out var duration) ? duration : TimeSpan.Zero)
        .DefaultIfEmpty()
        .Min();
}
