using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>Proves that Prometheus evaluates exactly the rules of a PrometheusRule, without error, on series that exist.</summary>
public sealed class RuleProof
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    private readonly PrometheusClient _prometheus;
    private readonly PrometheusRule _expected;
    private readonly TimeProvider _time;
    private readonly IReadOnlyList<Selector> _selectors;
    private readonly Awaited _arrival;
    private readonly string _repair;

    private RuleProof(PrometheusClient prometheus, PrometheusRule expected, TimeProvider time)
    {
        (_prometheus, _expected, _time) = (prometheus, expected, time);
        _selectors = [.. Rules.SelectMany(rule => Selector.In(rule.Expression)).DistinctBy(selector => selector.ToString())];
        _arrival = new(Part.Rules, expected.Metadata);
        _repair = $"./build.sh --target=ApplyAlerts brings the rules of alerts.yaml; {new Uri(prometheus.Address, "rules")} shows those that are loaded";
    }

    private IEnumerable<Rule> Rules => _expected.Groups.SelectMany(group => group.Rules);

    /// <summary>The proof of every rule: checks on groups, rules, and the series that they read.</summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="expected">What has to be there.</param>
    /// <param name="time">Says how long ago a rule was evaluated.</param>
    public static Claim Of(PrometheusClient prometheus, PrometheusRule expected, TimeProvider time)
    {
        var proof = new RuleProof(prometheus, expected, time);
        return new($"{proof.Rules.Count()} rules in Prometheus", proof.LookAsync);
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        var loaded = new LoadedRules(await _prometheus.RulesAsync(cancellationToken));
        var findings = new List<Finding>();
        foreach (var group in _expected.Groups)
        {
            var interval = group.Interval ?? PrometheusConfiguration.DefaultInterval;
            findings.Add(new(RuleGroupCheck.Of(group, interval, loaded, _repair), TimeSpan.Zero, _arrival));
            foreach (var rule in group.Rules)
            {
                findings.Add(await RuleAsync(group, rule, interval, loaded, cancellationToken));
            }
        }

        var ours = _expected.Groups.Select(group => group.Name).ToHashSet();
        findings.AddRange(RecordingCheck.Of(_selectors, ours, loaded).Select(result => new Finding(result, TimeSpan.Zero, _arrival)));
        findings.AddRange(await SeriesAsync(cancellationToken));
        if (OtherRulesCheck.Of(ours, loaded) is { } warning)
        {
            findings.Add(new(warning, TimeSpan.Zero));
        }

        return findings;
    }

    private async Task<Finding> RuleAsync(RuleGroup group, Rule rule, TimeSpan interval, LoadedRules loaded, CancellationToken cancellationToken)
    {
        var id = $"rules/{rule.Name}";
        var title = $"rule {rule.Name} is the one of alerts.yaml and is evaluated without error";
        var everywhere = loaded.Rules(rule.Name).ToList();
        if (everywhere.FirstOrDefault(candidate => candidate.Group.Name == group.Name).Rule is not { } found)
        {
            var cause = everywhere is [var elsewhere, ..] ? $"it stands in group {elsewhere.Group.Name} of {elsewhere.Group.File}" : "the rule was not loaded";
            return Loading(CheckResult.Fail(id, title, $"expected in group {group.Name}, found nothing there", cause, "./build.sh --target=ApplyAlerts"));
        }

        var differences = await RuleDefinitionCheck.OfAsync(_prometheus, rule, found, cancellationToken);
        if (!differences.AreNone)
        {
            return Loading(CheckResult.Fail(id, title, $"{differences}", "Prometheus has another version of the rule", _repair));
        }

        return RuleCopyCheck.Of(group, found, loaded) is { } copy
            ? Loading(CheckResult.Fail(id, title, $"{rule.Name} is loaded twice", copy, "remove the file or PrometheusRule that should not be there"))
            : new(RuleHealthCheck.Of(_prometheus, id, title, found, interval, Margin, _time.GetUtcNow()), (2 * interval) + Margin, _arrival);
    }

    private Finding Loading(CheckResult result) => new(result, TimeSpan.Zero, _arrival);

    private async Task<IReadOnlyList<Finding>> SeriesAsync(CancellationToken cancellationToken)
    {
        var scraped = PrometheusConfiguration.DefaultInterval + Margin;
        var findings = new List<Finding>();
        foreach (var required in _selectors.Select(SeriesCheck.Required).DistinctBy(selector => selector.ToString()))
        {
            findings.Add(new(await SeriesCheck.OfAsync(_prometheus, required, cancellationToken), scraped, _arrival));
        }

        foreach (var rule in Rules)
        {
            if (await BucketCheck.OfAsync(_prometheus, rule, cancellationToken) is { } result)
            {
                findings.Add(new(result, scraped, _arrival));
            }
        }

        return findings;
    }
}
