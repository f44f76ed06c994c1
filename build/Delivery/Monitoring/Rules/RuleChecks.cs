using System.Globalization;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Proof;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>A group is loaded once, with its rules in their order, its interval and its limit.</summary>
internal static class RuleGroupCheck
{
    /// <param name="interval">How often it has to be evaluated; null where nobody says.</param>
    /// <param name="repair">What brings it.</param>
    public static CheckResult Of(RuleGroup group, TimeSpan? interval, RulePlace place, string repair)
    {
        var id = $"groups/{group.Name}";
        var title = $"rule group {group.Name} is loaded once, with its rules, interval and limit";
        if (place.Group is not { } only || place.Copies.Count > 0)
        {
            var found = place.Group is null ? [] : place.Copies.Prepend(place.Group).Select(other => other.File).ToList();
            return CheckResult.Fail(
                id, title, $"/api/v1/rules has {found.Count} groups of this name among {place.Among}",
                found.Count == 0 ? "the rules were not loaded" : $"it is loaded from {string.Join(" and ", found)}",
                found.Count == 0 ? "./build.sh --target=ApplyAlerts" : "remove the file or PrometheusRule that should not be there");
        }

        var differences = new Differences();
        if (interval is { } expected)
        {
            differences.Compare("interval", expected, only.Interval);
        }

        differences.Compare("limit", $"{group.Limit ?? 0}", $"{only.Limit}");
        differences.Compare(
            "rules",
            Names(group.Rules.Select(rule => (rule.Name, rule.Labels))),
            Names(only.Rules.Select(rule => (rule.Name, rule.Labels ?? Nothing))));
        var evidence = $"{Plural.Of(only.Rules.Count, "rule")} every {Differences.Seconds(only.Interval)}"
            + $"{(interval is null ? " (the server does not report its own interval)" : "")}"
            + $"{(place.Added.Count == 0 ? "" : $", but for {Differences.Sorted(place.Added)}, which Thanos adds")}"
            + $"{(group.QueryOffset is null ? "" : ", query_offset not compared (no API reports it)")}, from {only.File}";
        return differences.AreNone
            ? CheckResult.Pass(id, title, evidence)
            : CheckResult.Fail(id, title, $"{differences}", $"{only.File} differs from alerts.yaml", repair);
    }

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>();

    /// <summary>Rules of one name that have other labels are told apart by them.</summary>
    private static string Names(IEnumerable<(string Name, IReadOnlyDictionary<string, string> Labels)> rules)
    {
        var all = rules.Select(rule => (rule.Name, Labels: Differences.Sorted(rule.Labels))).ToList();
        return string.Join(", ", all.Select(rule => HasNamesake(rule) ? rule.Name + rule.Labels : rule.Name));

        bool HasNamesake((string Name, string Labels) rule) => all.Exists(other => other.Name == rule.Name && other.Labels != rule.Labels);
    }
}

/// <summary>A loaded rule says what the file says.</summary>
internal static class RuleDefinitionCheck
{
    /// <summary>In what it differs.</summary>
    public static async Task<Differences> OfAsync(
        PrometheusClient prometheus, Rule rule, LoadedRule found, CancellationToken cancellationToken)
    {
        var differences = new Differences();
        differences.Compare("type", rule.Alert is null ? "recording" : "alerting", found.Type);
        if (!IsSame(rule.Expression, found.Query))
        {
            // Durations, numbers and quotes can be written in several ways: Prometheus' own parser prints both in one.
            var expected = await prometheus.FormatQueryAsync(rule.Expression, cancellationToken);
            var loaded = await prometheus.FormatQueryAsync(found.Query, cancellationToken);
            if (expected is null || loaded is null)
            {
                differences.Compare(
                    "expression (as it is written: the server has no format_query)",
                    OnOneLine(rule.Expression),
                    OnOneLine(found.Query));
            }
            else if (!IsSame(expected, loaded))
            {
                differences.Compare("expression", OnOneLine(expected), OnOneLine(loaded));
            }
        }

        differences.Compare("for", rule.For, found.Duration);
        differences.Compare("keep_firing_for", rule.KeepFiringFor, found.KeepFiringFor);
        differences.Compare("labels", rule.Labels, found.Labels);
        differences.Compare("annotations", rule.Annotations, found.Annotations);
        return differences;
    }

    private static bool IsSame(string one, string other) => Pieces(one).SequenceEqual(Pieces(other));

    private static IEnumerable<string> Pieces(string expression) => PromqlTokens.ReadMeaningful(expression).Select(token => token.Text);

    private static string OnOneLine(string expression) =>
        string.Join(' ', expression.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
}

/// <summary>A rule is not loaded a second time under another group: it would fire twice.</summary>
internal static class RuleCopyCheck
{
    /// <summary>
    /// Where else it is, in words; null when nowhere. A rule of the same name with anything else in it, or in another namespace, is
    /// somebody else's.
    /// </summary>
    public static string? Of(ObjectMetadata owner, RulePlace place, LoadedRule found, LoadedRules loaded) => loaded.Rules(found.Name)
        .Where(other => other.Group.Name != place.Group!.Name && found.IsSameAs(other.Rule))
        .Where(other => !PrometheusRuleFile.IsOfAnotherNamespace(owner, other.Group.File))
        .Select(other => $"it is in group {other.Group.Name} of {other.Group.File} too")
        .FirstOrDefault();
}

/// <summary>A rule is evaluated without error, and was recently, and can be evaluated on the series that are there now.</summary>
internal static class RuleHealthCheck
{
    public static async Task<CheckResult> OfAsync(
        PrometheusClient prometheus,
        string id,
        string title,
        LoadedRule found,
        TimeSpan interval,
        TimeSpan margin,
        DateTimeOffset now,
        CancellationToken cancellationToken)
    {
        var last = OfLast(prometheus, id, title, found, interval, margin, now);
        if (last.Verdict != Verdict.Pass)
        {
            return last;
        }

        try
        {
            // The last evaluation may have been before the series of what was just deployed.
            await prometheus.EvaluateAsync(found.Query, cancellationToken);
            return last;
        }
        catch (DeliveryException exception) when (exception.InnerException is RefusedQueryException)
        {
            return Refused(prometheus, id, title, $"its last evaluation was well, and now {exception.Why}", exception.Why);
        }
    }

    private static CheckResult Refused(PrometheusClient prometheus, string id, string title, string evidence, string? error) =>
        CheckResult.Fail(
            id, title, evidence,
            $"the evaluation fails: {error}",
            $"run the expression at {new Uri(prometheus.Address, "graph")} and fix it in alerts.yaml");

    private static CheckResult OfLast(
        PrometheusClient prometheus, string id, string title, LoadedRule found, TimeSpan interval, TimeSpan margin, DateTimeOffset now)
    {
        var age = now - found.LastEvaluation;
        var evaluated = age > TimeSpan.FromDays(1)
            ? "never evaluated"
            : $"evaluated {Differences.Seconds(Math.Max(0, age.TotalSeconds))} ago";
        var evidence = $"expected health ok, found {found.Health}, {evaluated}{(found.State is null ? "" : ", state " + found.State)}";
        return found switch
        {
            { Health: "ok" } when age < (3 * interval) + margin =>
                CheckResult.Pass(id, title, $"health ok, {evaluated}, {found.State ?? "recording"}"),
            { Health: "ok" } => CheckResult.Fail(
                id, title, evidence,
                $"the group has missed its evaluations, one every {Differences.Seconds(interval.TotalSeconds)}",
                "look at Prometheus' log: is it overloaded or stopped?"),
            { Health: "err" } => Refused(prometheus, id, title, evidence, found.LastError),
            _ => CheckResult.Fail(
                id, title, evidence,
                "it has not been evaluated since it was loaded",
                $"wait one interval ({Differences.Seconds(interval.TotalSeconds)}) and verify again"),
        };
    }
}

/// <summary>No recording rule of somebody else writes series under the name of a metric that our rules read.</summary>
internal static class RecordingCheck
{
    /// <summary>
    /// A failure for each that does. What we record ourselves, and what is recorded by its name (<c>level:metric:operation</c>), is not
    /// scraped.
    /// </summary>
    public static IEnumerable<CheckResult> Of(
        IEnumerable<Selector> selectors, IReadOnlyList<Rule> ours, IReadOnlySet<LoadedGroup> groups, LoadedRules loaded) =>
        from metric in selectors.Select(selector => selector.Metric).Distinct()
        where !metric.Contains(':') && ours.All(rule => rule.Record != metric)
        from other in loaded.Rules(metric)
        where other.Rule.Type == "recording" && !groups.Contains(other.Group)
        select CheckResult.Fail(
            $"series/{metric}/recorded",
            $"{metric} comes only from scraped targets",
            $"recording rule {metric} = {other.Rule.Query} in group {other.Group.Name} of {other.Group.File}",
            "it writes series under the name of a metric that our rules read",
            "give the recorded series a name of its own, such as level:metric:operation");
}

/// <summary>Rules of others that fail: nothing of ours, but worth a word.</summary>
internal static class OtherRulesCheck
{
    private const int Named = 3;

    /// <summary>A warning; null when all others are well.</summary>
    public static CheckResult? Of(IReadOnlySet<LoadedGroup> groups, LoadedRules loaded)
    {
        var failing = loaded.All.Where(other => other.Rule.Health == "err" && !groups.Contains(other.Group)).ToList();
        if (failing.Count == 0)
        {
            return null;
        }

        var named = failing.Take(Named).Select(other => $"{other.Rule.Name} in {other.Group.Name}: {other.Rule.LastError}");
        return CheckResult.Warn(
            "rules/others",
            "the rules of others are evaluated without error",
            $"{failing.Count} fail: {string.Join("; ", named)}",
            "they are not in this repository",
            "report it to their owner");
    }
}

/// <summary>Collects in what something differs from what is expected, in words.</summary>
internal sealed class Differences
{
    private readonly List<string> _found = [];

    public bool AreNone => _found.Count == 0;

    /// <summary>Compares two values as they are written.</summary>
    public void Compare(string what, string expected, string found)
    {
        if (expected != found)
        {
            _found.Add($"{what}: expected {expected}, found {found}");
        }
    }

    /// <summary>Compares labels or annotations, in whatever order.</summary>
    public void Compare(string what, IReadOnlyDictionary<string, string> expected, IReadOnlyDictionary<string, string>? found) =>
        Compare(what, Sorted(expected), Sorted(found ?? new Dictionary<string, string>()));

    /// <summary>Compares times in seconds.</summary>
    public void Compare(string what, TimeSpan expected, double found) => Compare(what, Seconds(expected.TotalSeconds), Seconds(found));

    /// <summary>A time in seconds, for people.</summary>
    public static string Seconds(double seconds) => seconds.ToString("0.###", CultureInfo.InvariantCulture) + " s";

    public override string ToString() => string.Join("; ", _found);

    /// <summary>Labels in their order.</summary>
    public static string Sorted(IReadOnlyDictionary<string, string> pairs) =>
        "{" + string.Join(
            ", ", pairs.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}=\"{pair.Value}\"")) + "}";
}
