using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Monitoring.Prometheus;

/// <summary>
/// The envelope of every answer of the <see href="https://prometheus.io/docs/prometheus/latest/querying/api/">Prometheus HTTP API</see>.
/// </summary>
internal sealed record Envelope<T>(string? Status, T? Data, string? ErrorType, string? Error) : IAnswer
{
    public bool IsWhole => Data is not IAnswer { IsWhole: false };
}

internal sealed record RulesData(IReadOnlyList<LoadedGroup>? Groups, string? GroupNextToken) : IAnswer
{
    public bool IsWhole => Groups?.All(IsWholeGroup) != false;

    private static bool IsWholeGroup(LoadedGroup group) => group is { Name: not null, File: not null, Rules: not null }
        && group.Rules.All(rule => rule is { Name: not null, Query: not null, Type: not null, Health: not null });
}

/// <summary>A rule group as Prometheus has loaded it.</summary>
/// <param name="File">The rule file that it is in.</param>
/// <param name="Rules">Its rules, in order.</param>
/// <param name="Interval">Seconds between two evaluations.</param>
/// <param name="Limit">How many alerts or series a rule may make; 0 for as many as there are.</param>
/// <param name="PartialResponseStrategy">What Thanos does when a store does not answer; null where it is not Thanos that says it.</param>
public sealed record LoadedGroup(
    string Name, string File, IReadOnlyList<LoadedRule> Rules, double Interval, int Limit = 0, string? PartialResponseStrategy = null);

/// <summary>A rule as Prometheus has loaded it.</summary>
/// <param name="Name">The alert's name, or the recorded series.</param>
/// <param name="Query">The expression, printed again by Prometheus' own parser.</param>
/// <param name="Type"><c>alerting</c> or <c>recording</c>.</param>
/// <param name="Duration">The <c>for</c> of an alert, in seconds.</param>
/// <param name="KeepFiringFor">In seconds.</param>
/// <param name="Labels">The labels that the rule adds.</param>
/// <param name="Annotations">The annotations, not expanded.</param>
/// <param name="Health"><c>ok</c>, <c>err</c>, or <c>unknown</c> before the first evaluation.</param>
/// <param name="LastError">Why the last evaluation failed.</param>
/// <param name="LastEvaluation">When it was last evaluated; the year 1 when it never was.</param>
/// <param name="State"><c>inactive</c>, <c>pending</c> or <c>firing</c>.</param>
public sealed record LoadedRule(
    string Name,
    string Query,
    string Type,
    double Duration,
    double KeepFiringFor,
    IReadOnlyDictionary<string, string>? Labels,
    IReadOnlyDictionary<string, string>? Annotations,
    string Health,
    string? LastError,
    DateTimeOffset LastEvaluation,
    string? State)
{
    /// <summary>Whether both make the same alerts or series.</summary>
    public bool IsSameAs(LoadedRule other) => (Name, Type, Query, Duration) == (other.Name, other.Type, other.Query, other.Duration)
        && (Labels ?? Nothing).OrderBy(label => label.Key).SequenceEqual((other.Labels ?? Nothing).OrderBy(label => label.Key));

    private static IReadOnlyDictionary<string, string> Nothing { get; } = new Dictionary<string, string>();
}

internal sealed record TargetsData(IReadOnlyList<ActiveTarget>? ActiveTargets, IReadOnlyList<DroppedTarget>? DroppedTargets) : IAnswer
{
    public bool IsWhole =>
        ActiveTargets?.All(target => target is { Labels: not null, ScrapePool: not null, ScrapeUrl: not null, Health: not null }) != false
        && DroppedTargets?.All(target => target?.DiscoveredLabels is not null) != false;
}

/// <summary>A target that Prometheus scrapes.</summary>
/// <param name="Labels">Its labels after relabeling.</param>
/// <param name="ScrapePool">The scrape configuration that it belongs to.</param>
/// <param name="LastError">Why the last scrape failed; empty when it did not.</param>
/// <param name="LastScrape">When it was last scraped.</param>
/// <param name="LastScrapeDuration">In seconds.</param>
/// <param name="Health"><c>up</c>, <c>down</c>, or <c>unknown</c> before the first scrape.</param>
/// <param name="ScrapeTimeout">Such as <c>10s</c>.</param>
/// <param name="ScrapeInterval">Such as <c>30s</c>.</param>
public sealed record ActiveTarget(
    IReadOnlyDictionary<string, string> Labels,
    string ScrapePool,
    string ScrapeUrl,
    string LastError,
    DateTimeOffset LastScrape,
    double LastScrapeDuration,
    string Health,
    string? ScrapeTimeout,
    string? ScrapeInterval);

/// <summary>A target that was discovered and dropped while relabeling.</summary>
/// <param name="ScrapePool">The scrape configuration that dropped it; older servers do not say, and do not all ask for it.</param>
public sealed record DroppedTarget(IReadOnlyDictionary<string, string> DiscoveredLabels, string? ScrapePool)
{
    /// <summary>Its scrape pool, also by the label under which the operator's relabelling puts it aside.</summary>
    public string? Pool =>
        ScrapePool ?? DiscoveredLabels.GetValueOrDefault("__tmp_prometheus_job_name") ?? DiscoveredLabels.GetValueOrDefault("job");
}

internal sealed record AlertsData(IReadOnlyList<ActiveAlert>? Alerts) : IAnswer
{
    public bool IsWhole => Alerts?.All(alert => alert?.Labels is not null) != false;
}

internal sealed record ScrapePoolsData(IReadOnlyList<string>? ScrapePools) : IAnswer
{
    public bool IsWhole => ScrapePools?.Contains(null!) != true;
}

internal sealed record AlertmanagersData(IReadOnlyList<AlertmanagerUrl>? ActiveAlertmanagers) : IAnswer
{
    public bool IsWhole => ActiveAlertmanagers?.All(alertmanager => alertmanager?.Url is not null) != false;
}

internal sealed record AlertmanagerUrl(Uri Url);

internal sealed record ConfigurationData(string? Yaml);

internal sealed record QueryData(string ResultType, IReadOnlyList<Series>? Result) : IAnswer
{
    public bool IsWhole => Result?.All(series => series?.Metric is not null) != false;
}

/// <summary>What an expression has come to, a scalar included, which nobody reads.</summary>
internal sealed record EvaluatedData(string? ResultType) : IAnswer
{
    public bool IsWhole => ResultType is not null;
}

/// <summary>A series that a query returned.</summary>
/// <param name="Metric">Its labels, the name as <c>__name__</c>.</param>
/// <param name="Value">Its sample, when a moment was asked for.</param>
/// <param name="Values">Its samples in the order of time, when a range was asked for.</param>
public sealed record Series(IReadOnlyDictionary<string, string> Metric, Sample? Value, IReadOnlyList<Sample>? Values);

/// <summary>A sample of a series; in JSON <c>[1763810525.1,"0.5"]</c>.</summary>
/// <param name="UnixSeconds">When it was taken, in seconds since 1970.</param>
/// <param name="Value">The value; may be infinite or not a number.</param>
[JsonConverter(typeof(SampleConverter))]
public readonly record struct Sample(double UnixSeconds, double Value);

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(Envelope<RulesData>))]
[JsonSerializable(typeof(Envelope<TargetsData>))]
[JsonSerializable(typeof(Envelope<AlertsData>))]
[JsonSerializable(typeof(Envelope<ScrapePoolsData>))]
[JsonSerializable(typeof(Envelope<AlertmanagersData>))]
[JsonSerializable(typeof(Envelope<QueryData>))]
[JsonSerializable(typeof(Envelope<EvaluatedData>))]
[JsonSerializable(typeof(Envelope<ConfigurationData>))]
[JsonSerializable(typeof(Envelope<string>))]
internal sealed partial class PrometheusJson : JsonSerializerContext;

/// <summary>Reads <c>[1763810525.1,"0.5"]</c>, whose value may also be <c>NaN</c>, <c>+Inf</c> or <c>-Inf</c>.</summary>
internal sealed class SampleConverter : JsonConverter<Sample>
{
    public override Sample Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Expect(reader.TokenType == JsonTokenType.StartArray);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.Number);
        var time = reader.GetDouble();
        Expect(reader.Read() && reader.TokenType == JsonTokenType.String);
        var value = Number(reader.GetString()!);
        Expect(reader.Read() && reader.TokenType == JsonTokenType.EndArray);
        return new(time, value);
    }

    public override void Write(Utf8JsonWriter writer, Sample value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WriteNumberValue(value.UnixSeconds);
        writer.WriteStringValue(value.Value.ToString(CultureInfo.InvariantCulture));
        writer.WriteEndArray();
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => number,
        _ => throw new JsonException($"'{text}' is not the value of a sample"),
    };

    private static void Expect(bool condition)
    {
        if (!condition)
        {
            throw new JsonException("a sample is a pair of a time and a value in quotes");
        }
    }
}
