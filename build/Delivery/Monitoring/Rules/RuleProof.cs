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
    private readonly Awaited _arrival;
    private readonly string _repair;
    private readonly IReadOnlyList<Rule> _rules;

    private RuleProof(PrometheusClient prometheus, PrometheusRule expected, TimeProvider time)
    {
        (_prometheus, _expected, _time) = (prometheus, expected, time);
        _arrival = new(Part.Rules, expected.Metadata);
        _repair = "./build.sh --target=ApplyAlerts loads the rules of alerts.yaml; "
            + $"{new Uri(prometheus.Address, "rules")} shows those that are loaded";
        _rules = [.. expected.Groups.SelectMany(group => group.Rules)];
    }

    /// <summary>The proof of every rule: checks on groups, rules, and the series that they read.</summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="time">Says how long ago a rule was evaluated.</param>
    public static Claim Of(PrometheusClient prometheus, PrometheusRule expected, TimeProvider time)
    {
        var proof = new RuleProof(prometheus, expected, time);
        return new($"{Plural.Of(proof._rules.Count, "rule")} in Prometheus", proof.LookAsync);
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(CancellationToken cancellationToken)
    {
        // The ages are those at the answer: what else a look asks for may take longer than an evaluation.
        var asked = _time.GetUtcNow();
        var loaded = LoadedRules.Of(await _prometheus.RulesAsync(cancellationToken), _rules);
        var serversOwn = _expected.Groups.All(group => group.Interval is not null) ? null : await _prometheus.EvaluationIntervalAsync(
            cancellationToken);
        var ours = new HashSet<LoadedGroup>();
        var findings = new List<Finding>();
        foreach (var group in _expected.Groups)
        {
            var place = loaded.PlaceOf(_expected.Metadata, group);
            var interval = group.Interval ?? serversOwn;
            findings.Add(new(RuleGroupCheck.Of(group, interval, place, _repair), TimeSpan.Zero, _arrival));
            for (var index = 0; index < group.Rules.Count; index++)
            {
                findings.Add(await RuleAsync(group, index, place, interval, loaded, asked, cancellationToken));
            }

            ours.UnionWith(place.Group is null ? [] : [place.Group]);
        }

        var selectors = _rules.SelectMany(rule => Selector.In(rule.Expression));
        findings.AddRange(
            RecordingCheck.Of(selectors, _rules, ours, loaded).Select(result => new Finding(result, TimeSpan.Zero, _arrival)));
        findings.AddRange(await SeriesAsync(cancellationToken));
        if (OtherRulesCheck.Of(ours, loaded) is { } warning)
        {
            findings.Add(new(warning, TimeSpan.Zero));
        }

        return findings;
    }

    private async Task<Finding> RuleAsync(
        RuleGroup group,
        int index,
        RulePlace place,
        TimeSpan? interval,
        LoadedRules loaded,
        DateTimeOffset asked,
        CancellationToken cancellationToken)
    {
        var rule = group.Rules[index];
        var id = $"rules/{NameOf(group, rule)}";
        var title = $"rule {rule.Name} is the one of alerts.yaml and is evaluated without error";
        if (!place.Rules.TryGetValue(index, out var found))
        {
            var cause = loaded.Rules(rule.Name).FirstOrDefault(other => other.Group != place.Group) is { Group: { } elsewhere }
                ? $"it is in group {elsewhere.Name} of {elsewhere.File}"
                : "the rule was not loaded";
            return Loading(CheckResult.Fail(
                id, title, $"expected in group {group.Name}, found nothing there", cause, "./build.sh --target=ApplyAlerts"));
        }

        var differences = await RuleDefinitionCheck.OfAsync(_prometheus, rule, found, cancellationToken);
        if (!differences.AreNone)
        {
            return Loading(CheckResult.Fail(id, title, $"{differences}", "Prometheus has another version of the rule", _repair));
        }

        if (RuleCopyCheck.Of(_expected.Metadata, place, found, loaded) is { } copy)
        {
            return Loading(CheckResult.Fail(
                id, title, $"{rule.Name} is loaded twice", copy, "remove the file or PrometheusRule that should not be there"));
        }

        var evaluated = interval ?? TimeSpan.FromSeconds(place.Group!.Interval);
        return new(
            await RuleHealthCheck.OfAsync(_prometheus, id, title, found, evaluated, Margin, asked, cancellationToken),
            (2 * evaluated) + Margin,
            _arrival);
    }

    /// <summary>
    /// What tells a rule from the others: its name, with its labels where there are several of the name, and its place where that is not
    /// enough.
    /// </summary>
    private string NameOf(RuleGroup group, Rule rule)
    {
        if (_rules.Count(other => other.Name == rule.Name) == 1)
        {
            return rule.Name;
        }

        var labels = Differences.Sorted(rule.Labels);
        return _rules.Count(other => other.Name == rule.Name && Differences.Sorted(other.Labels) == labels) == 1
            ? rule.Name + labels
            : $"{group.Name}/{rule.Name}{labels}/{group.Rules.ToList().IndexOf(rule) + 1}";
    }

    private Finding Loading(CheckResult result) => new(result, TimeSpan.Zero, _arrival);

    private async Task<IReadOnlyList<Finding>> SeriesAsync(CancellationToken cancellationToken)
    {
        var scraped = PrometheusConfiguration.DefaultInterval + Margin;
        var findings = new List<Finding>();
        var demanded = _rules.SelectMany(rule => RequiredSeries.Of(rule.Expression)).Select(SeriesCheck.Required);
        foreach (var required in demanded.DistinctBy(selector => selector.ToString()))
        {
            if (await RecordedSeries.ArePossibleAsync(_prometheus, required, _rules, cancellationToken))
            {
                findings.Add(new(await SeriesCheck.OfAsync(_prometheus, required, cancellationToken), scraped, _arrival));
            }
        }

        foreach (var (group, rule) in _expected.Groups.SelectMany(group => group.Rules, (group, rule) => (group, rule)))
        {
            var buckets = await BucketCheck.OfAsync(_prometheus, NameOf(group, rule), rule, cancellationToken);
            findings.AddRange(buckets.Select(result => new Finding(result, scraped, _arrival)));
        }

        return findings;
    }
}
