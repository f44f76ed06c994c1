using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Reading;
using GitOpsDemo.Delivery.Monitoring.Promql;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>
/// A PrometheusRule and its tests as promtool reads them, side by side in a folder: promtool refuses the Kubernetes object, and looks for
/// <c>rule_files</c> beside the test file.
/// </summary>
/// <param name="Rules">The path of the rule file, <c>&lt;name of the object&gt;.yaml</c>.</param>
/// <param name="Tests">The path of the test file, an unchanged copy.</param>
/// <param name="TestedAlerts">The alerts that a test expects: that one does not fire is true of a rule that never does.</param>
/// <param name="TestedExpressions">The expressions that the tests evaluate, which read recorded series.</param>
public sealed record RuleTestFiles(string Rules, string Tests, IReadOnlySet<string> TestedAlerts, IReadOnlyList<string> TestedExpressions)
{
    /// <summary>Writes both.</summary>
    /// <param name="testFile">The path of their tests, whose <c>rule_files</c> name <c>&lt;name of the object&gt;.yaml</c>.</param>
    /// <param name="folder">Where to write, such as <c>artifacts/rules</c>.</param>
    /// <param name="reader">The version of promtool.</param>
    /// <exception cref="DeliveryException">The tests are not about these rules: promtool would test nothing and be content.</exception>
    public static RuleTestFiles Write(PrometheusRule rule, string testFile, string folder, Version? reader = null)
    {
        var text = YamlDocuments.ReadFile(testFile);
        var name = $"{rule.Metadata.Name}.yaml";
        var documents = YamlDocuments.Parse(text, testFile).Select(document => new ManifestNode(document, "", testFile)).ToList();
        if (!documents.SelectMany(document => document["rule_files"].Texts).Contains(name))
        {
            throw new DeliveryException(
                $"{testFile} can't be run",
                $"its rule_files do not name {name}",
                $"add {name}, the name of the PrometheusRule, to rule_files");
        }

        var tests = documents.SelectMany(document => document["tests"].Items).ToList();
        var files = new RuleTestFiles(
            Path.Combine(folder, name),
            Path.Combine(folder, Path.GetFileName(testFile)),
            tests.SelectMany(test => test["alert_rule_test"].Items)
                .Where(test => test["exp_alerts"].Items.Count > 0)
                .Select(test => test["alertname"].OptionalText ?? "")
                .ToHashSet(),
            [.. tests.SelectMany(test => test["promql_expr_test"].Items).Select(test => test["expr"].OptionalText ?? "")]);
        AtomicFile.WriteAllText(files.Rules, PrometheusRuleFile.Write(rule, reader));
        AtomicFile.WriteAllText(files.Tests, text);
        return files;
    }

    /// <summary>What was checked, and what of it was tested, in words.</summary>
    /// <exception cref="DeliveryException">An alert has no test.</exception>
    public string Summary(PrometheusRule rule)
    {
        var rules = rule.Groups.SelectMany(group => group.Rules).ToList();
        var alerting = rules.Select(each => each.Alert).OfType<string>().Distinct();
        if (alerting.Where(alert => !TestedAlerts.Contains(alert)).ToList() is { Count: > 0 } untested)
        {
            throw new DeliveryException(
                $"{string.Join(", ", untested)} of {rule.Metadata.Name} {(untested.Count == 1 ? "has" : "have")} no test",
                $"no alert_rule_test in {Path.GetFileName(Tests)} expects it to fire",
                "add one that sees the alert fire, and one that does not (docs/your-service.md)");
        }

        var recorded = rules.Select(each => each.Record).OfType<string>().ToList();
        var tested = recorded.Where(
            record => TestedExpressions.Any(expression => Selector.In(expression).Any(selector => selector.Metric == record))).ToList();
        var alerts = rules.Count - recorded.Count;
        return $"{Plural.Of(rules.Count, "rule")} checked; tested: {alerts} of {alerts} alerts, "
            + $"{tested.Count} of {recorded.Count} recording rules"
            + (tested.Count == recorded.Count ? "" : $" (without a test: {string.Join(", ", recorded.Except(tested))})");
    }
}
