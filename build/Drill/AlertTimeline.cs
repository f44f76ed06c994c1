using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Drill;

/// <summary>When an alert was first seen in each of its phases, and the verdict on that.</summary>
/// <param name="cause">What makes it fire, in a few words.</param>
public sealed class AlertTimeline(DrilledAlert alert, string cause)
{
    private TimeSpan? _begin;
    private TimeSpan? _end;
    private TimeSpan? _arrived;
    private AlertSighting? _last;
    private DeliveryException? _problem;

    public DrilledAlert Alert { get; } = alert;

    /// <summary>What makes it fire.</summary>
    public string Cause { get; } = cause;

    /// <summary>The time from its cause to its expression holding.</summary>
    public TimeSpan? Pending { get; private set; }

    /// <summary>The time from its cause to its firing.</summary>
    public TimeSpan? Firing { get; private set; }

    /// <summary>The time from its cause to its receiver.</summary>
    public TimeSpan? Delivered { get; private set; }

    /// <summary>The time from its cause to its being nowhere any more, its receiver included, after the cause was ended.</summary>
    public TimeSpan? Resolved { get; private set; }

    /// <summary>Whether there is nothing more to wait for before its cause is ended.</summary>
    public bool HasArrived => Delivered is not null || _problem is not null;

    /// <summary>Whether there is nothing more to wait for.</summary>
    public bool IsOver => Resolved is not null || Delivered is null;

    /// <summary>What is being waited for, for the progress line.</summary>
    public string Waiting => $"{Alert.Name} {this switch
    {
        { Delivered: not null } => "resolved",
        { Firing: not null } => "delivered",
        { Pending: not null } => "firing",
        _ => "pending",
    }}";

    /// <summary>Its cause begins.</summary>
    public void CauseBegins(TimeSpan now) => _begin = now;

    /// <summary>Its cause is ended.</summary>
    public void CauseEnds(TimeSpan now) => _end = now;

    /// <summary>Its cause can't be made.</summary>
    public void Fail(DeliveryException problem) => _problem = problem;

    /// <summary>Takes over what was seen.</summary>
    public void Observe(AlertSighting sighting, TimeSpan now)
    {
        if (_begin is not { } begin)
        {
            return;
        }

        _last = sighting;
        var since = now - begin;
        Pending ??= sighting.State is not null ? since : null;
        Firing ??= sighting.State == "firing" ? since : null;
        _arrived ??= sighting.IsInAlertmanager ? since : null;
        Delivered ??= sighting.IsDelivered ? since : null;
        Resolved ??= Delivered is not null && _end is not null && !sighting.IsActive ? since : null;
    }

    public CheckResult Judge()
    {
        var id = $"drill/{Alert.Name}";
        var title = $"alert {Alert.Name} fires, is delivered and resolves (cause: {Cause})";
        if (_problem is { } problem)
        {
            return CheckResult.Fail(id, title, $"{problem.What}: {problem.Why}", "its cause could not be produced", problem.Next);
        }

        var evidence = $"{Phases()}; cause ended after {Seconds(_end - _begin)}";
        var (missing, why, next) = Missing();
        return missing is null ? CheckResult.Pass(id, title, evidence) : CheckResult.Fail(
            id, title, $"{evidence}; {missing}; last seen: {_last}", why, next);
    }

    /// <summary>A time for people.</summary>
    internal static string Seconds(TimeSpan? time) =>
        time is { } known ? known.TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s" : "-";

    private string Phases() =>
        $"pending after {Seconds(Pending)}, firing after {Seconds(Firing)}, "
        + $"delivered after {Seconds(Delivered)}, resolved after {Seconds(Resolved)}";

    private (string? Missing, string Why, string Next) Missing() => this switch
    {
        { Pending: null } => (
            "never pending",
            "its expression does not see its cause",
            "./build.sh --target=VerifyAlerts --target=VerifyTargets shows whether the rule and its series are there; "
                + "then run its expression in Prometheus"),
        { Firing: null } => (
            $"not firing within {Seconds(Alert.UntilDelivered)}",
            "its expression did not hold for as long as its `for`",
            $"./build.sh --target=FireDrill --alert={Alert.Name} drills it alone; --timeout gives it longer"),
        { Delivered: null } when _arrived is null => (
            "firing, but not in Alertmanager",
            "Prometheus does not reach Alertmanager",
            "look at /api/v1/alertmanagers of Prometheus, and at its log"),
        { Delivered: null } => (
            "in Alertmanager, but not delivered",
            "Alertmanager holds it back, or can't reach its receiver",
            "look for silences and routes in Alertmanager, and at its log"),
        { Resolved: null } => (
            $"not resolved within {Seconds(Alert.UntilResolved)} after the end of its cause",
            "something else keeps it firing",
            $"run its expression in Prometheus; docs/runbooks/{Alert.Name}.md"),
        _ => (null, "", ""),
    };
}

/// <summary>Where an alert is at one look.</summary>
/// <param name="State">Its state in Prometheus: <c>pending</c>, <c>firing</c>, or null when it is not active.</param>
/// <param name="IsDelivered">Whether its receiver was notified of it and not yet of its end.</param>
public sealed record AlertSighting(string? State, bool IsInAlertmanager, bool IsDelivered)
{
    /// <summary>Whether it is anywhere.</summary>
    public bool IsActive => State is not null || IsInAlertmanager || IsDelivered;

    public override string ToString() =>
        $"{State ?? "inactive"} in Prometheus, {(IsInAlertmanager ? "" : "not ")}in Alertmanager, {(IsDelivered ? "" : "not ")}delivered";
}

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
        var evaluation = (Intervals * (group.Interval ?? scale.Of(PrometheusConfiguration.DefaultInterval))) + ShortestRange(
            rule.Expression);
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
