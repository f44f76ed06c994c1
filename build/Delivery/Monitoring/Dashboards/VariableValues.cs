using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>The values of the variables of a dashboard: those that were chosen when it was saved, or else the first.</summary>
/// <param name="prometheus">Says which values there are; null where there is nobody to ask.</param>
/// <param name="scrapeInterval">How often the series are scraped.</param>
/// <param name="now">The end of the range.</param>
internal sealed class VariableValues(
    DashboardContent content, PrometheusClient? prometheus, TimeSpan scrapeInterval, DateTimeOffset now)
{
    private static readonly Regex Function = new(
        @"\A(?<function>label_values|metrics|query_result)\s*\((?<argument>.*)\)\z", RegexOptions.Singleline);
    private static readonly Regex Slashes = new(@"\A/(?<pattern>.*)/[a-z]*\z", RegexOptions.Singleline);

    /// <summary>What is chosen where all values are.</summary>
    private const string All = "$__all";

    /// <summary>Bounds what a pattern of a dashboard may cost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads them in their order: a query may name variables before it.</summary>
    /// <param name="chosen">The namespace that is chosen; null for none.</param>
    public async Task<IReadOnlyDictionary<string, VariableValue>> ReadAsync(string? chosen, CancellationToken cancellationToken)
    {
        var values = new Dictionary<string, VariableValue>();
        foreach (var variable in content.Variables)
        {
            var value = variable.Name == "namespace" && chosen is not null
                ? new VariableValue(chosen) { IsRaw = true, OfACopy = chosen }
                : await ReadAsync(variable, values, cancellationToken);
            if (value is not null)
            {
                values[variable.Name] = value;
            }
        }

        return values;
    }

    private async Task<VariableValue?> ReadAsync(
        DashboardVariable variable, Dictionary<string, VariableValue> values, CancellationToken cancellationToken) => variable.Type switch
        {
            "query" when prometheus is not null => await AskedAsync(variable, values, cancellationToken),
            "query" => variable.AllValue is { } all ? new VariableValue(all) { IsRaw = true } : null,
            "custom" => Listed(variable, [.. Options(variable.Query)]),
            "interval" => Listed(variable with { IsMultiple = false }, [.. Options(variable.Query)]),
            "adhoc" or "groupby" => new VariableValue("") { IsRaw = true },
            _ => new VariableValue(variable.Current is [var current, ..] && variable.Type != "constant" ? current : variable.Query ?? ""),
        };

    private VariableValue Listed(DashboardVariable variable, IReadOnlyList<string> options)
    {
        IReadOnlyList<string> taken =
            IsAll(variable) ? options : variable.Current is { Count: > 0 } current ? current : [.. options.Take(1)];
        var isAll = variable.AllValue is not null && variable.Current.Contains(All);
        if (taken is ["auto"] || (taken is [var auto] && auto.StartsWith("$__auto", StringComparison.Ordinal)))
        {
            taken = [PrometheusDuration.Format(scrapeInterval)];
        }

        return isAll
            ? new VariableValue(variable.AllValue!) { IsRaw = true, OfACopy = First(options) }
            : new VariableValue([.. taken.DefaultIfEmpty("")]) { IsMultiple = variable.IsMultiple, OfACopy = First(taken) };
    }

    private static bool IsAll(DashboardVariable variable) =>
        variable.Current.Contains(All) || (variable.Current.Count == 0 && variable.HasAll);

    private static string? First(IReadOnlyList<string> values) => values is [var first, ..] ? first : null;

    /// <summary>Texts, of which each may be written as <c>name : value</c>.</summary>
    private static IEnumerable<string> Options(string? list) => (list ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(option => option.Split(" : ", 2, StringSplitOptions.TrimEntries) is [_, var value] ? value : option);

    private async Task<VariableValue> AskedAsync(
        DashboardVariable variable, Dictionary<string, VariableValue> values, CancellationToken cancellationToken)
    {
        var isAll = IsAll(variable);
        if (isAll && content.Panels.All(panel => panel.Repeat != variable.Name))
        {
            return new VariableValue(variable.AllValue ?? ".*") { IsRaw = true };
        }

        var options = await OptionsAsync(variable, values, cancellationToken);
        if (isAll)
        {
            return new VariableValue(variable.AllValue ?? ".*") { IsRaw = true, OfACopy = First(options) };
        }

        // As Grafana does when a dashboard is opened where what was chosen does not exist.
        var taken = variable.Current.Where(options.Contains).DefaultIfEmpty(First(options) ?? First(variable.Current) ?? "").ToList();
        return new VariableValue(taken) { IsMultiple = variable.IsMultiple, OfACopy = taken[0] };
    }

    private async Task<IReadOnlyList<string>> OptionsAsync(
        DashboardVariable variable, Dictionary<string, VariableValue> values, CancellationToken cancellationToken)
    {
        var interpolation = new DashboardInterpolation(values, content.Range, content.Range / DashboardQuery.Points, scrapeInterval, now);
        var function = Function.Match(interpolation.Apply(variable.Query ?? "").Trim());
        var argument = function.Groups["argument"].Value.Trim();
        var found = function.Groups["function"].Value switch
        {
            "label_values" => await LabelsAsync(argument, cancellationToken),
            "metrics" => await ValuesAsync($"{{__name__=~\"{argument}\"}}", "__name__", cancellationToken),
            "query_result" => [.. (await SeriesAsync(argument, cancellationToken)).Select(Written)],
            _ => (IReadOnlyList<string>)[],
        };
        return [.. found.Select(value => Taken(value, variable.Pattern)).OfType<string>().Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary><c>label_values(label)</c> or <c>label_values(series, label)</c>.</summary>
    private Task<IReadOnlyList<string>> LabelsAsync(string argument, CancellationToken cancellationToken)
    {
        var comma = argument.LastIndexOf(',');
        var label = argument[(comma + 1)..].Trim();
        return ValuesAsync(comma < 0 ? $"{{{label}!=\"\"}}" : argument[..comma].Trim(), label, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> ValuesAsync(string series, string label, CancellationToken cancellationToken) =>
    [
        .. (await SeriesAsync($"group by ({label}) ({series})", cancellationToken))
            .Select(one => one.Metric.GetValueOrDefault(label))
            .OfType<string>(),
    ];

    private async Task<IReadOnlyList<Series>> SeriesAsync(string query, CancellationToken cancellationToken)
    {
        try
        {
            return await prometheus!.QueryAsync(query, cancellationToken);
        }
        catch (DeliveryException exception) when (exception.InnerException is RefusedQueryException)
        {
            return [];
        }
    }

    /// <summary>A series as <c>query_result</c> writes it.</summary>
    private static string Written(Series series)
    {
        var labels = series.Metric.Where(label => label.Key != "__name__").Select(label => $"{label.Key}=\"{label.Value}\"");
        var name = series.Metric.GetValueOrDefault("__name__");
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{name}{{{string.Join(',', labels)}}} {series.Value?.Value} {series.Value?.UnixSeconds * 1000:0}");
    }

    /// <summary>What a pattern takes of a value; null where it does not match.</summary>
    private static string? Taken(string value, string? pattern)
    {
        if (pattern is null)
        {
            return value;
        }

        try
        {
            var match = Regex.Match(value, Slashes.Replace(pattern, "${pattern}"), RegexOptions.None, Patience);
            var group =
                match.Groups["value"] is { Success: true } named ? named : match.Groups[1] is { Success: true } first ? first : match;
            return match.Success ? group.Value : null;
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return value;
        }
    }
}
