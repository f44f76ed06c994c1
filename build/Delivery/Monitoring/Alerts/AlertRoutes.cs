using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests.Reading;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Monitoring.Alerts;

/// <summary>
/// The tree of routes of an Alertmanager, by which it decides whom it notifies of an alert
/// (<see href="https://prometheus.io/docs/alerting/latest/configuration/#route"/>).
/// </summary>
internal sealed class AlertRoutes
{
    private readonly Route _top;

    private AlertRoutes(Route top) => _top = top;

    /// <summary>Reads the tree of a configuration.</summary>
    /// <exception cref="DeliveryException">The configuration has none that can be read.</exception>
    public static AlertRoutes Of(string configuration)
    {
        try
        {
            var root = YamlDocuments.Parse(configuration, "the configuration of Alertmanager").OfType<YamlMappingNode>().First();
            return new(Read((YamlMappingNode)root["route"], ""));
        }
        catch (Exception exception)
            when (exception is KeyNotFoundException or InvalidOperationException or InvalidCastException or FormatException)
        {
            throw new DeliveryException(
                "the routes of Alertmanager can't be read",
                exception.Message,
                "amtool config routes show prints them as Alertmanager reads them",
                exception);
        }
    }

    /// <summary>The receivers that an alert with these labels is sent to.</summary>
    public IReadOnlyList<string> ReceiversOf(IReadOnlyDictionary<string, string> labels) => [.. ReceiversOf(_top, labels).Distinct()];

    private static IEnumerable<string> ReceiversOf(Route route, IReadOnlyDictionary<string, string> labels)
    {
        var found = new List<string>();
        foreach (var child in route.Children.Where(child => child.Matchers.All(matcher => matcher.Matches(labels))))
        {
            found.AddRange(ReceiversOf(child, labels));
            if (!child.Continues)
            {
                break;
            }
        }

        return found.Count > 0 ? found : [route.Receiver];
    }

    private static Route Read(YamlMappingNode node, string inherited)
    {
        var receiver = Text(node, "receiver") ?? inherited;
        var matchers = Items(node, "matchers").Select(matcher => AlertMatcher.Parse($"{matcher}"))
            .Concat(Pairs(node, "match").Select(pair => new AlertMatcher(pair.Label, pair.Value, IsRegex: false, IsEqual: true)))
            .Concat(Pairs(node, "match_re").Select(pair => new AlertMatcher(pair.Label, pair.Value, IsRegex: true, IsEqual: true)));
        return new(
            receiver,
            [.. matchers],
            Text(node, "continue") is "true",
            [.. Items(node, "routes").Cast<YamlMappingNode>().Select(child => Read(child, receiver))]);
    }

    private static string? Text(YamlMappingNode node, string key) => node.Children.TryGetValue(key, out var value) ? $"{value}" : null;

    private static IEnumerable<YamlNode> Items(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlSequenceNode items ? items.Children : [];

    private static IEnumerable<(string Label, string Value)> Pairs(YamlMappingNode node, string key) =>
        node.Children.TryGetValue(key, out var value) && value is YamlMappingNode pairs ? pairs.Children.Select(
            pair => ($"{pair.Key}", $"{pair.Value}")) : [];

    private sealed record Route(string Receiver, IReadOnlyList<AlertMatcher> Matchers, bool Continues, IReadOnlyList<Route> Children);
}

/// <summary>A condition on a label of an alert. A label that the alert does not have is empty.</summary>
/// <param name="Value">The value, or the regular expression (RE2), which is anchored at both ends.</param>
/// <param name="IsRegex">Whether it is a regular expression.</param>
/// <param name="IsEqual">Whether it has to match, and not must not.</param>
internal sealed record AlertMatcher(string Label, string Value, bool IsRegex, bool IsEqual)
{
    private static readonly Regex Pattern = new(
        """^\s*(?<label>[a-zA-Z_][a-zA-Z0-9_]*)\s*(?<operator>=~|!~|!=|=)\s*(?:"(?<quoted>.*)"|(?<bare>.*?))\s*$""");

    /// <summary>What Alertmanager takes for an escape between quotes; any other backslash is itself.</summary>
    private static readonly Regex Escape = new("""\\[\\n"]""");

    /// <summary>Reads <c>severity =~ "warning|info"</c>; the quotes may be missing.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static AlertMatcher Parse(string text)
    {
        if (Pattern.Match(text) is not { Success: true } match)
        {
            throw new FormatException($"'{text}' is no matcher");
        }

        var sign = match.Groups["operator"].Value;
        var value = match.Groups["quoted"] is { Success: true } quoted
            ? Escape.Replace(quoted.Value, escape => escape.Value is @"\n" ? "\n" : escape.Value[1..])
            : match.Groups["bare"].Value;
        return new(match.Groups["label"].Value, value, sign.EndsWith('~'), sign[0] == '=');
    }

    /// <summary>Whether an alert with these labels meets it.</summary>
    /// <exception cref="DeliveryException">Its regular expression is one that only Alertmanager can read.</exception>
    public bool Matches(IReadOnlyDictionary<string, string> labels)
    {
        var value = labels.GetValueOrDefault(Label) ?? "";
        return IsEqual == (IsRegex ? MatchesExpression(value) : value == Value);
    }

    /// <summary>Without backtracking an expression means what it means to RE2, and takes no longer.</summary>
    private bool MatchesExpression(string value)
    {
        try
        {
            return Regex.IsMatch(value, $@"\A(?:{Value.Replace("(?P<", "(?<", StringComparison.Ordinal)})\z", RegexOptions.NonBacktracking);
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
        {
            throw new DeliveryException(
                $"whether alerts match {Label}=~\"{Untrusted.Shown(Value)}\" can't be decided",
                exception.Message,
                "write the expression in the route or the silence more simply, or look with `amtool config routes test`",
                exception);
        }
    }
}
