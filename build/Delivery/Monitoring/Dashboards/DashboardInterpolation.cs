using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>The value of a variable.</summary>
/// <param name="Values">What was chosen.</param>
public sealed record VariableValue(params IReadOnlyList<string> Values)
{
    /// <summary>Whether it is a pattern of Prometheus already, or a text that is put there as it is.</summary>
    public bool IsRaw { get; init; }

    /// <summary>Whether several values can be chosen: they are made a pattern.</summary>
    public bool IsMultiple { get; init; }

    /// <summary>The values one of which Grafana takes for each copy of a repeated panel, where they are known.</summary>
    public string? OfACopy { get; init; }
}

/// <summary>
/// Puts values in the place of variables, as Grafana does before it asks
/// (<see href="https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/"/>).
/// </summary>
/// <param name="values">The value of each variable.</param>
/// <param name="range">The range of time that is asked for.</param>
/// <param name="step">The time between two points of a line.</param>
/// <param name="scrapeInterval">How often the series are scraped.</param>
/// <param name="now">The end of the range.</param>
public sealed class DashboardInterpolation(
    IReadOnlyDictionary<string, VariableValue> values, TimeSpan range, TimeSpan step, TimeSpan scrapeInterval, DateTimeOffset now)
{
    // $name, ${name}, ${name.field}, ${name:format}, [[name]] and [[name:format]].
    private static readonly Regex Variable = new(
        @"\$(?<name>\w+)|\$\{(?<name>\w+)(?:\.[^:}]+)?(?::(?<format>[^}]+))?\}|\[\[(?<name>\w+)(?::(?<format>\w+))?\]\]");
    private static readonly Regex Special = new(@"[$^*{}\[\]'+?.()|]");

    /// <summary>The window in which every rate has samples: four scrapes, and never less than a step and a scrape.</summary>
    public TimeSpan RateInterval => TimeSpan.FromTicks(Math.Max((step + scrapeInterval).Ticks, 4 * scrapeInterval.Ticks));

    /// <summary>The variable of whose values a panel shows one; null for none.</summary>
    public string? Repeated { get; init; }

    /// <summary>
    /// What stands for a variable whose value is not known, by its name, the expression and its place; null where nothing does.
    /// </summary>
    public Func<string, string, Match, string?> Unknown { get; init; } = (_, _, _) => null;

    /// <summary>The expression as it is sent. A variable that nobody knows stays as it is, and the server refuses it.</summary>
    public string Apply(string expression) => Variable.Replace(expression, match => ValueOf(match, expression) ?? match.Value);

    /// <summary>
    /// The variables of an expression that are neither built in nor among these; what stands for a group of a pattern (<c>$1</c>) is none.
    /// </summary>
    public static IEnumerable<string> UnknownIn(string expression, IReadOnlyCollection<string> known) => Variable.Matches(expression)
        .Select(Name)
        .Where(name => !known.Contains(name) && !name.StartsWith("__", StringComparison.Ordinal) && !name.All(char.IsAsciiDigit))
        .Distinct();

    private string? ValueOf(Match match, string expression)
    {
        var (name, format) = (Name(match), Format(match));
        return BuiltIn(name, format)
            ?? (values.TryGetValue(name, out var value) ? Formatted(name, value, format) : Unknown(name, expression, match));
    }

    private static string Name(Match match) => match.Groups["name"].Value;

    private static string Format(Match match) => match.Groups["format"].Value;

    private string? BuiltIn(string name, string format) => name switch
    {
        "__rate_interval" => PrometheusDuration.Format(RateInterval),
        "__rate_interval_ms" => Milliseconds(RateInterval),
        "__interval" or "__auto" => PrometheusDuration.Format(Rounded(step)),
        "__interval_ms" => Milliseconds(Rounded(step)),
        "__range" => PrometheusDuration.Format(Rounded(range)),
        "__range_s" => Math.Round(range.TotalSeconds).ToString("0", CultureInfo.InvariantCulture),
        "__range_ms" => Milliseconds(range),
        "__from" => Moment(now - range, format),
        "__to" => Moment(now, format),
        _ when name.StartsWith("__auto_interval_", StringComparison.Ordinal) => PrometheusDuration.Format(Rounded(step)),
        _ => null,
    };

    /// <summary>Prometheus has no duration below a millisecond.</summary>
    private static TimeSpan Rounded(TimeSpan time) => TimeSpan.FromMilliseconds(Math.Max(1, Math.Round(time.TotalMilliseconds)));

    private static string Milliseconds(TimeSpan time) => Rounded(time).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Moment(DateTimeOffset moment, string format) => format switch
    {
        "date" or "date:iso" => moment.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture),
        "date:seconds" => moment.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture),
        _ => moment.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
    };

    private string Formatted(string name, VariableValue value, string format)
    {
        if (name == Repeated && value.OfACopy is { } one)
        {
            value = new VariableValue(one) { IsMultiple = value.IsMultiple };
        }

        return format switch
        {
            _ when value.IsRaw => value.Values[0],
            "" => value.IsMultiple ? Pattern(value.Values, EscapedTwice) : Quoted(string.Join(',', value.Values)),
            "regex" => Pattern(value.Values, Escaped),
            "pipe" => string.Join('|', value.Values),
            "csv" => string.Join(',', value.Values),
            "json" => JsonSerializer.Serialize(value.Values),
            "doublequote" => string.Join(',', value.Values.Select(each => $"\"{each}\"")),
            "singlequote" => string.Join(',', value.Values.Select(each => $"'{each}'")),
            "glob" => value.Values.Count > 1 ? $"{{{string.Join(',', value.Values)}}}" : value.Values[0],
            "percentencode" => Uri.EscapeDataString(string.Join(',', value.Values)),
            "queryparam" => string.Join('&', value.Values.Select(each => $"var-{name}={Uri.EscapeDataString(each)}")),
            _ => string.Join(',', value.Values),
        };
    }

    private static string Pattern(IReadOnlyList<string> values, Func<string, string> escape) =>
        values.Count == 1 ? escape(values[0]) : $"({string.Join('|', values.Select(escape))})";

    private static string Quoted(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string Escaped(string value) => Special.Replace(value, @"\$0");

    /// <summary>Once for the pattern and once for the text that it stands in.</summary>
    private static string EscapedTwice(string value) => Special.Replace(value.Replace(@"\", @"\\", StringComparison.Ordinal), @"\\$0");
}
