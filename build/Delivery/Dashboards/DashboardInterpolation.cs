using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.Manifests;

namespace GitOpsDemo.Delivery.Dashboards;

/// <summary>
/// Puts values in the place of variables, as Grafana does before it asks
/// (<see href="https://grafana.com/docs/grafana/latest/visualizations/dashboards/variables/"/>).
/// </summary>
/// <param name="values">The value of each variable.</param>
/// <param name="range">The range of time that is asked for.</param>
/// <param name="step">The time between two points of a line.</param>
/// <param name="scrapeInterval">How often the series are scraped.</param>
public sealed partial class DashboardInterpolation(
    IReadOnlyDictionary<string, string> values, TimeSpan range, TimeSpan step, TimeSpan scrapeInterval)
{
    /// <summary>The window in which every rate has samples: four scrapes, and never less than a step and a scrape.</summary>
    public TimeSpan RateInterval => TimeSpan.FromTicks(Math.Max((step + scrapeInterval).Ticks, 4 * scrapeInterval.Ticks));

    /// <summary>The expression as it is sent. A variable that nobody knows stays as it is, and the server refuses it.</summary>
    public string Apply(string expression) => Variable().Replace(expression, match => ValueOf(match.Groups["name"].Value) ?? match.Value);

    private string? ValueOf(string name) => name switch
    {
        "__rate_interval" => PrometheusDuration.Format(RateInterval),
        "__interval" => PrometheusDuration.Format(step),
        "__range" => PrometheusDuration.Format(range),
        "__range_s" => range.TotalSeconds.ToString("0", CultureInfo.InvariantCulture),
        _ => values.GetValueOrDefault(name),
    };

    // $name, ${name}, ${name:format} and [[name]].
    [GeneratedRegex(@"\$(?<name>\w+)|\$\{(?<name>\w+)(:\w+)?\}|\[\[(?<name>\w+)(:\w+)?\]\]")]
    private static partial Regex Variable();
}
