using GitOpsDemo.Delivery.Manifests.Reading;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Verification.Alertmanager;

/// <summary>
/// The tree of routes of an Alertmanager, by which it decides whom it tells of an alert
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
        catch (Exception exception) when (exception is KeyNotFoundException or InvalidOperationException or InvalidCastException or FormatException)
        {
            throw new DeliveryException(
                "the routes of Alertmanager can't be read", exception.Message, "amtool config routes show prints them as Alertmanager reads them", exception);
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
        node.Children.TryGetValue(key, out var value) && value is YamlMappingNode pairs ? pairs.Children.Select(pair => ($"{pair.Key}", $"{pair.Value}")) : [];

    private sealed record Route(string Receiver, IReadOnlyList<AlertMatcher> Matchers, bool Continues, IReadOnlyList<Route> Children);
}
