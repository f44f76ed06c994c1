using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Proof.Analysis;

namespace GitOpsDemo.Build.Settings;

/// <summary>Reads how much worse a version may be than the one before it.</summary>
internal static class AnalysisReader
{
    private static readonly Regex Growth = new(@"^\+[0-9]{1,5}(\.[0-9]{1,5})? ?%\z");
    private static readonly Regex Milliseconds = new(@"^[0-9]{1,5}(\.[0-9]{1,5})? ?ms\z");
    private static readonly Regex Mebibytes = new(@"^\+[0-9]{1,5}(\.[0-9]{1,5})? ?MiB/s\z");
    private static readonly Regex MetricName = new(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z");
    private static readonly Regex RouteText = new(@"^[ -~]{1,200}\z");
    private static readonly Regex PathText = new(@"^/[A-Za-z0-9._~!$&'()*+,;=:@%/?-]*\z");
    private static readonly Regex Digits = new(@"[0-9]+(\.[0-9]+)?");

    private const double MostSignificance = 0.2;
    private const int MostRestarts = 1000;
    private const double Mebibyte = 1024 * 1024;
    private const int MostItems = 20;

    private static readonly AnalysisSettings Default = new();

    private static readonly Dictionary<string, Func<JsonElement, string?>> Names = new()
    {
        ["latency"] = Matching(MetricName, "http_request_duration_seconds"),
        ["requests"] = Matching(MetricName, "http_requests_total"),
        ["route"] = Matching(MetricName, "endpoint"),
        ["status"] = Matching(MetricName, "status"),
    };

    private static readonly Dictionary<string, Func<JsonElement, string?>> Traffic = new()
    {
        ["requestsPerSecond"] = Whole(TrafficSettings.MostPerSecond),
        ["paths"] = Texts(PathText, "/version"),
        ["environments"] = Texts(RouteText, "staging"),
    };

    /// <summary>What each key of it says of a value that is none; null when it is one.</summary>
    private static readonly Dictionary<string, Func<JsonElement, string?>> Checks = new()
    {
        ["significance"] = value =>
            value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number) && number is > 0 and <= MostSignificance
                ? null
                : $"it has to be a number above 0, up to {MostSignificance}",
        ["errorRatio"] = Matching(Growth, "+0.5 %"),
        ["latencyP95"] = Matching(Growth, "+20 %"),
        ["latencyShift"] = Matching(Growth, "+10 %"),
        ["latencyFloor"] = Matching(Milliseconds, "5 ms"),
        ["memory"] = Matching(Mebibytes, "+0.5 MiB/s"),
        ["cpu"] = Matching(Growth, "+50 %"),
        ["restarts"] = Whole(MostRestarts),
        ["errorLines"] = Matching(Growth, "+0.1 %"),
        ["ignoredRoutes"] = Texts(RouteText, "/health"),
        ["metrics"] = value => KeyedObject.ProblemIn(value, Names, Names.Keys),
        ["traffic"] = value => KeyedObject.ProblemIn(value, Traffic),
    };

    /// <summary>Says what is wrong with the key; null when nothing is.</summary>
    public static string? ProblemOf(JsonElement value) => KeyedObject.ProblemIn(value, Checks);

    /// <summary>Reads what has been checked.</summary>
    public static AnalysisSettings Of(JsonElement value) => Default with
    {
        Significance = value.TryGetProperty("significance", out var significance) ? significance.GetDouble() : Default.Significance,
        ErrorRatio = Number(value, "errorRatio") / 100 ?? Default.ErrorRatio,
        LatencyP95 = Number(value, "latencyP95") / 100 ?? Default.LatencyP95,
        LatencyShift = Number(value, "latencyShift") / 100 ?? Default.LatencyShift,
        LatencyFloor = Number(value, "latencyFloor") is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : Default.LatencyFloor,
        Memory = Number(value, "memory") * Mebibyte ?? Default.Memory,
        Cpu = Number(value, "cpu") / 100 ?? Default.Cpu,
        Restarts = value.TryGetProperty("restarts", out var restarts) ? restarts.GetInt32() : Default.Restarts,
        ErrorLines = Number(value, "errorLines") / 100 ?? Default.ErrorLines,
        IgnoredRoutes = List(value, "ignoredRoutes") ?? Default.IgnoredRoutes,
        Metrics = value.TryGetProperty("metrics", out var names)
            ? new(Text(names, "latency"), Text(names, "requests"), Text(names, "route"), Text(names, "status"))
            : null,
        Traffic = value.TryGetProperty("traffic", out var traffic)
            ? new()
            {
                RequestsPerSecond = traffic.TryGetProperty("requestsPerSecond", out var rate)
                    ? rate.GetInt32()
                    : Default.Traffic.RequestsPerSecond,
                Paths = List(traffic, "paths") ?? [],
                Environments = List(traffic, "environments") ?? [],
            }
            : Default.Traffic,
    };

    private static Func<JsonElement, string?> Matching(Regex form, string example) => value =>
        value.ValueKind == JsonValueKind.String && form.IsMatch(value.GetString()!) ? null : $"it has to be a text such as \"{example}\"";

    private static Func<JsonElement, string?> Whole(int most) => value =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0 && number <= most
            ? null
            : $"it has to be a whole number from 0 to {most}";

    private static Func<JsonElement, string?> Texts(Regex form, string example) => value =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= MostItems && value.EnumerateArray().All(
            item => item.ValueKind == JsonValueKind.String && form.IsMatch(item.GetString()!))
            ? null
            : $"it has to be a list of at most {MostItems} texts such as \"{example}\"";

    private static double? Number(JsonElement value, string key) => value.TryGetProperty(key, out var text)
        ? double.Parse(Digits.Match(text.GetString()!).ValueSpan, CultureInfo.InvariantCulture)
        : null;

    private static List<string>? List(JsonElement value, string key) =>
        value.TryGetProperty(key, out var list) ? [.. list.EnumerateArray().Select(item => item.GetString()!)] : null;

    private static string Text(JsonElement value, string key) => value.GetProperty(key).GetString()!;
}
