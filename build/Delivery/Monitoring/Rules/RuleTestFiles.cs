using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Manifests.Reading;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>
/// A PrometheusRule and its tests as promtool reads them, side by side in a folder: promtool refuses the Kubernetes object, and looks for
/// <c>rule_files</c> beside the test file.
/// </summary>
/// <param name="Rules">The path of the rule file, <c>&lt;name of the object&gt;.yaml</c>.</param>
/// <param name="Tests">The path of the test file, an unchanged copy.</param>
public sealed record RuleTestFiles(string Rules, string Tests)
{
    /// <summary>Writes both.</summary>
    /// <param name="rule">The rules.</param>
    /// <param name="testFile">The path of their tests, whose <c>rule_files</c> name <c>&lt;name of the object&gt;.yaml</c>.</param>
    /// <param name="folder">Where to write, such as <c>artifacts/rules</c>.</param>
    /// <exception cref="DeliveryException">The tests are not about these rules: promtool would test nothing and be content.</exception>
    public static RuleTestFiles Write(PrometheusRule rule, string testFile, string folder)
    {
        var text = YamlDocuments.ReadFile(testFile);
        var name = $"{rule.Metadata.Name}.yaml";
        var documents = YamlDocuments.Parse(text, testFile).Select(document => new ManifestNode(document, "", testFile));
        if (!documents.SelectMany(document => document["rule_files"].Texts).Contains(name))
        {
            throw new DeliveryException(
                $"{testFile} can't be run",
                $"its rule_files do not name {name}",
                $"add {name}, the name of the PrometheusRule, to rule_files");
        }

        var files = new RuleTestFiles(Path.Combine(folder, name), Path.Combine(folder, Path.GetFileName(testFile)));
        AtomicFile.WriteAllText(files.Rules, PrometheusRuleFile.Write(rule));
        AtomicFile.WriteAllText(files.Tests, text);
        return files;
    }
}
