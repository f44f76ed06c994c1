using System.Security.Cryptography;
using System.Text;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>
/// The rule file that the prometheus-operator makes of a PrometheusRule: its groups alone, as Prometheus and promtool read them
/// (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/). Expressions stay as they are written.
/// </summary>
public static class PrometheusRuleFile
{
    /// <summary>
    /// The operator's file name, <c>&lt;namespace&gt;-&lt;name&gt;-&lt;uid&gt;.yaml</c>, by which a loaded group leads back to its object.
    /// The uid, which a cluster draws by lot, is here made from namespace and name: the same object keeps its file.
    /// </summary>
    public static string Name(PrometheusRule rule)
    {
        var owner = $"{rule.Metadata.Namespace ?? "default"}-{rule.Metadata.Name}";
        return $"{owner}-{new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(owner)).AsSpan(0, 16))}.yaml";
    }

    /// <summary>The file's text.</summary>
    public static string Write(PrometheusRule rule) =>
        YamlText.Write(new Dictionary<string, object> { ["groups"] = rule.Groups.Select(Group).ToList() });

    private static Dictionary<string, object> Group(RuleGroup group)
    {
        var mapping = new Dictionary<string, object> { ["name"] = group.Name };
        if (group.Interval is { } interval)
        {
            mapping["interval"] = PrometheusDuration.Format(interval);
        }

        mapping["rules"] = group.Rules.Select(Rule).ToList();
        return mapping;
    }

    private static Dictionary<string, object> Rule(Rule rule)
    {
        var mapping = new Dictionary<string, object> { [rule.Alert is null ? "record" : "alert"] = rule.Name, ["expr"] = rule.Expression };
        AddDuration(mapping, "for", rule.For);
        AddDuration(mapping, "keep_firing_for", rule.KeepFiringFor);
        AddTexts(mapping, "labels", rule.Labels);
        AddTexts(mapping, "annotations", rule.Annotations);
        return mapping;
    }

    private static void AddDuration(Dictionary<string, object> mapping, string key, TimeSpan duration)
    {
        if (duration > TimeSpan.Zero)
        {
            mapping[key] = PrometheusDuration.Format(duration);
        }
    }

    private static void AddTexts(Dictionary<string, object> mapping, string key, IReadOnlyDictionary<string, string> texts)
    {
        if (texts.Count > 0)
        {
            mapping[key] = texts;
        }
    }
}
