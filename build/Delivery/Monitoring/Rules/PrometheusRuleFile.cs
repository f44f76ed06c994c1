using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Monitoring.Rules;

/// <summary>
/// The rule file that the prometheus-operator makes of a PrometheusRule: its groups alone, as Prometheus and promtool read them
/// (https://prometheus.io/docs/prometheus/latest/configuration/recording_rules/). Expressions stay as they are written.
/// </summary>
public static class PrometheusRuleFile
{
    private static readonly Regex Operators = new(@"(\A|[/\\])(?<owner>[^/\\]+)-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\.yaml\z");
    private static readonly Regex Reader = new(@"\A# .*; this is (?<version>[0-9.]+)\r?\n");

    /// <summary>
    /// The operator's file name, <c>&lt;namespace&gt;-&lt;name&gt;-&lt;uid&gt;.yaml</c>, by which a loaded group leads back to its object.
    /// The uid, which a cluster draws by lot, is here made from namespace and name: the same object keeps its file.
    /// </summary>
    public static string Name(PrometheusRule rule)
    {
        var owner = $"{rule.Metadata.Namespace ?? "default"}-{rule.Metadata.Name}";
        return $"{owner}-{new Guid(SHA256.HashData(Encoding.UTF8.GetBytes(owner)).AsSpan(0, 16))}.yaml";
    }

    /// <summary>The first Prometheus that knows <c>query_offset</c>. The operator leaves out as much for older ones.</summary>
    private static readonly Version QueryOffsets = new(2, 53);

    /// <summary>Whether a file that Prometheus has loaded is that of an object, by the operator's name for it.</summary>
    public static bool IsOf(ObjectMetadata owner, string path) =>
        Operators.Match(path) is { Success: true } match && match.Groups["owner"].Value == $"{owner.Namespace ?? "default"}-{owner.Name}";

    /// <summary>Whether a file is that of an object in another namespace.</summary>
    public static bool IsOfAnotherNamespace(ObjectMetadata owner, string path) =>
        Operators.Match(path) is { Success: true } match
        && !match.Groups["owner"].Value.StartsWith($"{owner.Namespace ?? "default"}-", StringComparison.Ordinal);

    /// <summary>The file's text.</summary>
    /// <param name="reader">
    /// The version of the program that reads it: what it does not know is left out. Null for one that knows all.
    /// </param>
    public static string Write(PrometheusRule rule, Version? reader = null) =>
        string.Concat(LeftOut(rule, reader).Select(line => $"# {line}\n"))
        + YamlWriter.Write(new Dictionary<string, object> { ["groups"] = rule.Groups.Select(group => Group(group, reader)).ToList() });

    /// <summary>The version that a file was written for, where that made a difference.</summary>
    public static Version? ReaderOf(string text) =>
        Reader.Match(text) is { Success: true } match && Version.TryParse(
            match.Groups["version"].Value, out var version) ? version : null;

    /// <summary>Whether some program that reads rules does not know all of these.</summary>
    public static bool DependsOnItsReader(PrometheusRule rule) => rule.Groups.Any(group => group.QueryOffset is not null);

    /// <summary>What is left out for a reader, in words, for each group that has it.</summary>
    public static IEnumerable<string> LeftOut(PrometheusRule rule, Version? reader) =>
        from @group in rule.Groups
        where @group.QueryOffset is not null && reader < QueryOffsets
        select $"group {@group.Name}: its query_offset is left out, which Prometheus knows from {QueryOffsets} on; this is {reader}";

    private static Dictionary<string, object> Group(RuleGroup group, Version? reader)
    {
        var mapping = new Dictionary<string, object> { ["name"] = group.Name };
        if (group.Interval is { } interval)
        {
            mapping["interval"] = PrometheusDuration.Format(interval);
        }

        if (group.Limit is { } limit)
        {
            mapping["limit"] = limit;
        }

        if (group.QueryOffset is { } offset && !(reader < QueryOffsets))
        {
            mapping["query_offset"] = PrometheusDuration.Format(offset);
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
