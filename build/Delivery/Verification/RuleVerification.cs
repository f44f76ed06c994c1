using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Verification.Prometheus;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Verification;

/// <summary>Proves that Prometheus evaluates exactly the rules of a PrometheusRule, without error, on series that exist.</summary>
public sealed partial class RuleVerification(Wait wait, TimeProvider time)
{
    /// <summary>The interval of groups that name none: the operator's <c>evaluationInterval</c>.</summary>
    private static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    /// <summary>How long Prometheus may be away, as while it restarts.</summary>
    private static readonly TimeSpan Unreachable = TimeSpan.FromSeconds(10);

    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(10);

    /// <summary>Verifies every rule.</summary>
    /// <param name="prometheus">The server that is asked.</param>
    /// <param name="expected">What has to be there.</param>
    /// <param name="loading">How long rules that were just applied may take to be loaded; zero when they must be there already.</param>
    /// <param name="timeout">The upper bound; null for what the rules' own intervals ask for.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <returns>A check per group, per rule and per metric.</returns>
    public Task<IReadOnlyList<CheckResult>> VerifyAsync(
        PrometheusClient prometheus, PrometheusRule expected, TimeSpan loading, TimeSpan? timeout, CancellationToken cancellationToken) =>
        new Verifier(wait, time).UntilFinalAsync(
            $"{expected.Groups.Sum(group => group.Rules.Count)} rules in Prometheus",
            timeout,
            token => LookAsync(prometheus, expected, loading, token),
            Unreachable,
            cancellationToken);

    private async Task<IReadOnlyList<Finding>> LookAsync(PrometheusClient prometheus, PrometheusRule expected, TimeSpan loading, CancellationToken cancellationToken)
    {
        var loaded = await prometheus.RulesAsync(cancellationToken);
        var findings = new List<Finding>();
        foreach (var group in expected.Groups)
        {
            var interval = group.Interval ?? DefaultInterval;
            findings.Add(new(Group(group, interval, loaded, prometheus), loading));
            foreach (var rule in group.Rules)
            {
                findings.Add(await RuleAsync(prometheus, group, rule, interval, loaded, loading, cancellationToken));
            }
        }

        foreach (var metric in expected.Groups.SelectMany(group => group.Rules).SelectMany(rule => MetricNames.In(rule.Expression)).Distinct())
        {
            findings.Add(new(await MetricAsync(prometheus, metric, cancellationToken), loading + DefaultInterval + Margin));
        }

        return findings;
    }

    private static CheckResult Group(RuleGroup group, TimeSpan interval, IReadOnlyList<LoadedGroup> loaded, PrometheusClient prometheus)
    {
        var id = $"groups/{group.Name}";
        var title = $"rule group {group.Name} is loaded once, with its rules and interval";
        var found = loaded.Where(candidate => candidate.Name == group.Name).ToList();
        if (found is not [var only])
        {
            return CheckResult.Fail(
                id, title, $"/api/v1/rules has {found.Count} groups of this name among {loaded.Count}",
                found.Count == 0 ? "the rules were not loaded" : $"it is loaded from {string.Join(" and ", found.Select(other => other.File))}",
                found.Count == 0 ? "./build.sh --target=ApplyAlerts" : "remove the file or PrometheusRule that should not be there");
        }

        var differences = new List<string>();
        Compare(differences, "interval", Seconds(interval.TotalSeconds), Seconds(only.Interval));
        Compare(differences, "rules", string.Join(", ", group.Rules.Select(rule => rule.Name)), string.Join(", ", only.Rules.Select(rule => rule.Name)));
        var evidence = $"{only.Rules.Count} rules every {Seconds(only.Interval)}, from {only.File}";
        return differences.Count == 0
            ? CheckResult.Pass(id, title, evidence)
            : CheckResult.Fail(id, title, string.Join("; ", differences), $"{only.File} is not what monitoring/alerts.yaml says", Repair(prometheus));
    }

    private async Task<Finding> RuleAsync(
        PrometheusClient prometheus, RuleGroup group, Rule rule, TimeSpan interval, IReadOnlyList<LoadedGroup> loaded, TimeSpan loading, CancellationToken cancellationToken)
    {
        var id = $"rules/{rule.Name}";
        var title = $"rule {rule.Name} is the one of monitoring/alerts.yaml and is evaluated without error";
        if (loaded.Where(candidate => candidate.Name == group.Name).SelectMany(candidate => candidate.Rules).FirstOrDefault(candidate => candidate.Name == rule.Name) is not { } found)
        {
            var elsewhere = loaded.FirstOrDefault(other => other.Rules.Any(candidate => candidate.Name == rule.Name));
            var cause = elsewhere is null ? "the rule was not loaded" : $"it stands in group {elsewhere.Name} of {elsewhere.File}";
            return new(CheckResult.Fail(id, title, $"expected in group {group.Name}, found nothing there", cause, "./build.sh --target=ApplyAlerts"), loading);
        }

        var differences = await DifferencesAsync(prometheus, rule, found, cancellationToken);
        if (differences.Count > 0)
        {
            return new(CheckResult.Fail(id, title, string.Join("; ", differences), "Prometheus has another version of the rule", Repair(prometheus)), loading);
        }

        return new(Health(prometheus, id, title, found, interval), loading + (2 * interval) + Margin);
    }

    private static async Task<List<string>> DifferencesAsync(PrometheusClient prometheus, Rule rule, LoadedRule found, CancellationToken cancellationToken)
    {
        var differences = new List<string>();
        Compare(differences, "type", rule.Alert is null ? "recording" : "alerting", found.Type);
        Compare(
            differences,
            "expression",
            OnOneLine(await prometheus.FormatQueryAsync(rule.Expression, cancellationToken)),
            OnOneLine(await prometheus.FormatQueryAsync(found.Query, cancellationToken)));
        Compare(differences, "for", Seconds(rule.For.TotalSeconds), Seconds(found.Duration));
        Compare(differences, "keep_firing_for", Seconds(rule.KeepFiringFor.TotalSeconds), Seconds(found.KeepFiringFor));
        Compare(differences, "labels", Sorted(rule.Labels), Sorted(found.Labels));
        Compare(differences, "annotations", Sorted(rule.Annotations), Sorted(found.Annotations));
        return differences;
    }

    private CheckResult Health(PrometheusClient prometheus, string id, string title, LoadedRule found, TimeSpan interval)
    {
        var age = time.GetUtcNow() - found.LastEvaluation;
        var evaluated = age > TimeSpan.FromDays(1) ? "never evaluated" : $"evaluated {Seconds(Math.Max(0, age.TotalSeconds))} ago";
        var evidence = $"expected health ok, found {found.Health}, {evaluated}{(found.State is null ? "" : ", state " + found.State)}";
        return found switch
        {
            { Health: "ok" } when age < (3 * interval) + Margin => CheckResult.Pass(id, title, $"health ok, {evaluated}, {(found.State is null ? "recording" : found.State)}"),
            { Health: "ok" } => CheckResult.Fail(
                id, title, evidence, $"the group has missed its evaluations, one every {Seconds(interval.TotalSeconds)}", "look at Prometheus' log: is it overloaded or stopped?"),
            { Health: "err" } => CheckResult.Fail(
                id, title, evidence, $"the evaluation fails: {found.LastError}", $"run the expression at {new Uri(prometheus.Address, "graph")} and mend it in monitoring/alerts.yaml"),
            _ => CheckResult.Fail(id, title, evidence, "it has not been evaluated since it was loaded", $"wait one interval ({Seconds(interval.TotalSeconds)}) and verify again"),
        };
    }

    private static async Task<CheckResult> MetricAsync(PrometheusClient prometheus, string metric, CancellationToken cancellationToken)
    {
        var id = $"series/{metric}";
        var title = $"metric {metric}, which a rule names, has series";
        var query = $"count({metric})";
        var count = await prometheus.ValueAsync(query, cancellationToken) ?? 0;
        return count > 0
            ? CheckResult.Pass(id, title, $"{query} = {count.ToString(CultureInfo.InvariantCulture)}")
            : CheckResult.Fail(
                id, title, $"{query} returned nothing", "nothing that Prometheus scrapes exposes it: a rule on it never fires",
                $"look for its exporter at {new Uri(prometheus.Address, "targets")}; a renamed metric must be renamed in monitoring/alerts.yaml too");
    }

    /// <summary>Prometheus breaks long expressions into indented lines.</summary>
    private static string OnOneLine(string expression) => LineBreak().Replace(expression, " ").Trim();

    [GeneratedRegex(@"\s*\n\s*")]
    private static partial Regex LineBreak();

    private static string Repair(PrometheusClient prometheus) =>
        $"./build.sh --target=ApplyAlerts brings the rules of monitoring/alerts.yaml; {new Uri(prometheus.Address, "rules")} shows those that are loaded";

    private static void Compare(List<string> differences, string what, string expected, string found)
    {
        if (expected != found)
        {
            differences.Add($"{what}: expected {expected}, found {found}");
        }
    }

    private static string Sorted(IReadOnlyDictionary<string, string>? pairs) =>
        "{" + string.Join(", ", (pairs ?? new Dictionary<string, string>()).OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}=\"{pair.Value}\"")) + "}";

    private static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";
}
