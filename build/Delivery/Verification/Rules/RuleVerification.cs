using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Promql;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification.Rules;

/// <summary>Proves that Prometheus evaluates exactly the rules of a PrometheusRule, without error, on series that exist.</summary>
public sealed class RuleVerification(Wait wait, TimeProvider time)
{

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Verifies every rule.</summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="expected">What has to be there.</param>
    /// <param name="loading">How long rules that were just applied may take to be loaded; zero when they must be there already.</param>
    /// <param name="timeout">The upper bound; null for what the rules' own intervals ask for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>Checks on groups, rules, and the series that they read.</returns>
    public Task<IReadOnlyList<CheckResult>> VerifyAsync(
        PrometheusClient prometheus, PrometheusRule expected, TimeSpan loading, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var rules = expected.Groups.SelectMany(group => group.Rules).ToList();
        var selectors = rules.SelectMany(rule => Selector.In(rule.Expression)).DistinctBy(selector => selector.ToString()).ToList();
        return new Verifier(wait, time).UntilFinalAsync(
            $"{rules.Count} rules in Prometheus",
            timeout,
            token => LookAsync(prometheus, expected, selectors, loading, token),
            Verifier.Restart,
            cancellationToken);
    }

    private async Task<IReadOnlyList<Finding>> LookAsync(
        PrometheusClient prometheus, PrometheusRule expected, IReadOnlyList<Selector> selectors, TimeSpan loading, CancellationToken cancellationToken)
    {
        var loaded = new LoadedRules(await prometheus.RulesAsync(cancellationToken));
        var repair = $"./build.sh --target=ApplyAlerts brings the rules of alerts.yaml; {new Uri(prometheus.Address, "rules")} shows those that are loaded";
        var findings = new List<Finding>();
        foreach (var group in expected.Groups)
        {
            var interval = group.Interval ?? PrometheusConfiguration.DefaultInterval;
            findings.Add(new(RuleGroupCheck.Of(group, interval, loaded, repair), loading));
            foreach (var rule in group.Rules)
            {
                findings.Add(await RuleAsync(prometheus, group, rule, interval, loaded, loading, repair, cancellationToken));
            }
        }

        var ours = expected.Groups.Select(group => group.Name).ToHashSet();
        findings.AddRange(RecordingCheck.Of(selectors, ours, loaded).Select(result => new Finding(result, TimeSpan.Zero)));
        findings.AddRange(await SeriesAsync(prometheus, expected, selectors, loading + PrometheusConfiguration.DefaultInterval + Margin, cancellationToken));
        if (OtherRulesCheck.Of(ours, loaded) is { } warning)
        {
            findings.Add(new(warning, TimeSpan.Zero));
        }

        return findings;
    }

    private async Task<Finding> RuleAsync(
        PrometheusClient prometheus,
        RuleGroup group,
        Rule rule,
        TimeSpan interval,
        LoadedRules loaded,
        TimeSpan loading,
        string repair,
        CancellationToken cancellationToken)
    {
        var id = $"rules/{rule.Name}";
        var title = $"rule {rule.Name} is the one of alerts.yaml and is evaluated without error";
        var everywhere = loaded.Rules(rule.Name).ToList();
        if (everywhere.FirstOrDefault(candidate => candidate.Group.Name == group.Name).Rule is not { } found)
        {
            var cause = everywhere is [var elsewhere, ..] ? $"it stands in group {elsewhere.Group.Name} of {elsewhere.Group.File}" : "the rule was not loaded";
            return new(CheckResult.Fail(id, title, $"expected in group {group.Name}, found nothing there", cause, "./build.sh --target=ApplyAlerts"), loading);
        }

        var differences = await RuleDefinitionCheck.OfAsync(prometheus, rule, found, cancellationToken);
        if (!differences.AreNone)
        {
            return new(CheckResult.Fail(id, title, $"{differences}", "Prometheus has another version of the rule", repair), loading);
        }

        return RuleCopyCheck.Of(group, found, loaded) is { } copy
            ? new(CheckResult.Fail(id, title, $"{rule.Name} is loaded twice", copy, "remove the file or PrometheusRule that should not be there"), loading)
            : new(RuleHealthCheck.Of(prometheus, id, title, found, interval, Margin, time.GetUtcNow()), loading + (2 * interval) + Margin);
    }

    private static async Task<IReadOnlyList<Finding>> SeriesAsync(
        PrometheusClient prometheus, PrometheusRule expected, IReadOnlyList<Selector> selectors, TimeSpan patience, CancellationToken cancellationToken)
    {
        var findings = new List<Finding>();
        foreach (var required in selectors.Select(SeriesCheck.Required).DistinctBy(selector => selector.ToString()))
        {
            findings.Add(new(await SeriesCheck.OfAsync(prometheus, required, cancellationToken), patience));
        }

        foreach (var rule in expected.Groups.SelectMany(group => group.Rules))
        {
            if (await BucketCheck.OfAsync(prometheus, rule, cancellationToken) is { } result)
            {
                findings.Add(new(result, patience));
            }
        }

        return findings;
    }
}
