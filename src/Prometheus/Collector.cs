using System.Text;

namespace Prometheus;

/// <summary>One metric: a name, its help and the series under it.</summary>
public abstract class Collector
{
    private readonly string[] _labelNames;

    private protected Collector(CollectorRegistry registry, string name, string help, string[] labelNames)
    {
        Names.CheckMetric(name);
        foreach (var labelName in labelNames)
        {
            Names.CheckLabel(labelName);
        }

        if (labelNames.Distinct(StringComparer.Ordinal).Count() != labelNames.Length)
        {
            throw new InvalidOperationException($"{name} has a label twice: {string.Join(", ", labelNames)}.");
        }

        _labelNames = [.. labelNames];
        Registry = registry;
        Name = name;
        Help = help;
        NameBytes = Encoding.UTF8.GetBytes(name);
        HelpBytes = Escaping.HelpText(help);
        OpenMetricsHelpBytes = Escaping.QuotedText(help);
    }

    /// <summary>The metric's name, such as <c>http_requests_total</c>.</summary>
    public string Name { get; }

    /// <summary>What the metric tells, for people.</summary>
    public string Help { get; }

    /// <summary>The names of the labels, in the order in which values are given.</summary>
    public string[] LabelNames => [.. _labelNames];

    internal abstract MetricType Type { get; }

    internal virtual ExemplarBehavior ExemplarBehavior => ExemplarBehavior.Default;

    /// <summary>Whether a scrape has been here that can carry exemplars, and something would give them.</summary>
    internal bool WantsExemplars { get; private protected set; }

    internal TimeProvider Time => Registry.Time;

    internal byte[] NameBytes { get; }

    internal byte[] HelpBytes { get; }

    internal byte[] OpenMetricsHelpBytes { get; }

    internal abstract void Write(SampleWriter writer);

    internal abstract void Remove(ChildBase child);

    internal bool HasLabels(ReadOnlySpan<string> names) => names.SequenceEqual(_labelNames);

    internal byte[] EncodeLabels(string[] values) => Escaping.Labels(_labelNames, values);

    private protected CollectorRegistry Registry { get; }

    private protected int LabelCount => _labelNames.Length;
}
