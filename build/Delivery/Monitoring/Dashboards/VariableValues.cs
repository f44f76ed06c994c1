using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Monitoring.Prometheus;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>The values of the variables of a dashboard: those that were chosen when it was saved, or else the first.</summary>
/// <param name="content">The dashboard.</param>
/// <param name="prometheus">Says which values there are; null where there is nobody to ask.</param>
/// <param name="scrapeInterval">How often the series are scraped.</param>
/// <param name="now">The end of the range.</param>
internal sealed partial class VariableValues(DashboardContent content, PrometheusClient? prometheus, TimeSpan scrapeInterval, DateTimeOffset now)
{
    /// <summary>What is chosen where all values are.</summary>
    private const string All = "$__all";

    /// <summary>Bounds what a pattern of a dashboard may cost.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    /// <summary>Reads them in their order: a query may name variables that stand before it.</summary>
    /// <param name="chosen">The namespace that is chosen; null for none.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
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

    private async Task<VariableValue?> ReadAsync(DashboardVariable variable, Dictionary<string, VariableValue> values, CancellationToken cancellationToken) => variable.Type switch
    {
        "query" when prometheus is not null => await AskedAsync(variable, values, cancellationToken),
        "query" => variable.AllValue is { } all ? new VariableValue(all) { IsRaw = true } : null,
        "custom" => Listed(variable, [.. Options(variable.Query)]),
        "interval" => Listed(variable with { IsMultiple = false }, [.. (variable.Query ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)]),
        "adhoc" or "groupby" => new VariableValue("") { IsRaw = true },
        _ => new VariableValue(variable.Current is [var current, ..] && variable.Type != "constant" ? current : variable.Query ?? ""),
    };

    private VariableValue Listed(DashboardVariable variable, IReadOnlyList<string> options)
    {
        IReadOnlyList<string> taken = variable.Current.Contains(All) || (variable.Current.Count == 0 && variable.HasAll) ? options : variable.Current is { Count: > 0 } current ? current : [.. options.Take(1)];
        var isAll = variable.AllValue is not null && taken.Count == options.Count && variable.Current.Contains(All);
        taken = taken is ["auto"] || taken is [var auto] && auto.StartsWith("$__auto", StringComparison.Ordinal) ? [PrometheusDuration.Format(scrapeInterval)] : taken;
        return isAll
            ? new VariableValue(variable.AllValue!) { IsRaw = true, OfACopy = options.FirstOrDefault() }
            : new VariableValue([.. taken.DefaultIfEmpty("")]) { IsMultiple = variable.IsMultiple, OfACopy = taken.FirstOrDefault() };
    }

    /// <summary>Texts, of which each may be written as <c>name : value</c>.</summary>
    private static IEnumerable<string> Options(string? list) => (list ?? "")
        .Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(option => option.Split(" : ", 2, StringSplitOptions.TrimEntries) is [_, var value] ? value : option);

    private async Task<VariableValue> AskedAsync(DashboardVariable variable, Dictionary<string, VariableValue> values, CancellationToken cancellationToken)
    {
        var isAll = variable.Current.Contains(All) || (variable.Current.Count == 0 && variable.HasAll);
        if (isAll && content.Panels.All(panel => panel.Repeat != variable.Name))
        {
            return new VariableValue(variable.AllValue ?? ".*") { IsRaw = true };
        }

        var options = await OptionsAsync(variable, values, cancellationToken);
        if (isAll)
        {
            return new VariableValue(variable.AllValue ?? ".*") { IsRaw = true, OfACopy = options.FirstOrDefault() };
        }

        // As Grafana does when a dashboard is opened where what was chosen does not exist.
        var taken = variable.Current.Where(options.Contains).DefaultIfEmpty(options.FirstOrDefault() ?? variable.Current.FirstOrDefault() ?? "").ToList();
        return new VariableValue(taken) { IsMultiple = variable.IsMultiple, OfACopy = taken[0] };
    }

    private async Task<IReadOnlyList<string>> OptionsAsync(DashboardVariable variable, Dictionary<string, VariableValue> values, CancellationToken cancellationToken)
    {
        var asked = new DashboardInterpolation(values, content.Range, content.Range / DashboardQuery.Points, scrapeInterval, now).Apply(variable.Query ?? "").Trim();
        var found = Function().Match(asked) switch
        {
            { Success: true, Groups: var parts } when parts["function"].Value == "label_values" => await LabelsAsync(parts["argument"].Value, cancellationToken),
            { Success: true, Groups: var parts } when parts["function"].Value == "metrics" => await ValuesAsync($"{{__name__=~\"{parts["argument"].Value.Trim()}\"}}", "__name__", cancellationToken),
            { Success: true, Groups: var parts } => [.. (await SeriesAsync(parts["argument"].Value, cancellationToken)).Select(Written)],
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
        [.. (await SeriesAsync($"group by ({label}) ({series})", cancellationToken)).Select(one => one.Metric.GetValueOrDefault(label)).OfType<string>()];

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
        return string.Create(CultureInfo.InvariantCulture, $"{series.Metric.GetValueOrDefault("__name__")}{{{string.Join(',', labels)}}} {series.Value?.Value} {series.Value?.UnixSeconds * 1000:0}");
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
            var match = Regex.Match(value, Slashes().Replace(pattern, "${pattern}"), RegexOptions.None, Patience);
            return !match.Success ? null : match.Groups["value"] is { Success: true } named ? named.Value : match.Groups.Count > 1 && match.Groups[1].Success ? match.Groups[1].Value : match.Value;
        }
        catch (Exception exception) when (exception is ArgumentException or RegexMatchTimeoutException)
        {
            return value;
        }
    }

    [GeneratedRegex(@"\A(?<function>label_values|metrics|query_result)\s*\((?<argument>.*)\)\z", RegexOptions.Singleline)]
    private static partial Regex Function();

    [GeneratedRegex(@"\A/(?<pattern>.*)/[a-z]*\z", RegexOptions.Singleline)]
    private static partial Regex Slashes();
}
