using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using YamlDotNet.Core;
using YamlDotNet.Serialization;
using YamlDotNet.Serialization.EventEmitters;

namespace GitOpsDemo.Delivery.Monitoring;

/// <summary>
/// The lab's <c>prometheus.yml</c>, with the intervals and external labels that the chart gives to a cluster's
/// (https://prometheus.io/docs/prometheus/latest/configuration/configuration/).
/// </summary>
public sealed record PrometheusConfiguration
{
    /// <summary>How often a Prometheus scrapes and evaluates what names no interval, as the chart installs it.</summary>
    public static readonly TimeSpan DefaultInterval = TimeSpan.FromSeconds(30);

    /// <summary>The name of this Prometheus, as the label <c>prometheus</c> of every alert that leaves it.</summary>
    private const string Name = "monitoring/lab";

    /// <summary>The ServiceMonitors of everything that runs.</summary>
    public required IReadOnlyList<ServiceMonitor> Monitors { get; init; }

    /// <summary>The absolute path of the folder of <see cref="TargetFile"/>s.</summary>
    public required string TargetFolder { get; init; }

    /// <summary>Rule files, as absolute paths with <c>*</c>.</summary>
    public required IReadOnlyList<string> RuleFiles { get; init; }

    /// <summary>The Alertmanagers that alerts go to, as <c>host:port</c>.</summary>
    public required IReadOnlyList<string> Alertmanagers { get; init; }

    /// <summary>What is scraped beside the ServiceMonitors' targets.</summary>
    public IReadOnlyList<StaticJob> Jobs { get; init; } = [];

    /// <summary>How often rules are evaluated and targets scraped, where they say nothing themselves; 30 s.</summary>
    public TimeSpan Interval { get; init; } = DefaultInterval;

    /// <summary>The file's text.</summary>
    /// <exception cref="DeliveryException">A ServiceMonitor has fields that the lab does not know.</exception>
    public string ToYaml() => YamlWriter.Write(new Dictionary<string, object>
    {
        ["global"] = new Dictionary<string, object>
        {
            ["scrape_interval"] = PrometheusDuration.Format(Interval),
            ["evaluation_interval"] = PrometheusDuration.Format(Interval),
            ["external_labels"] = new Dictionary<string, string> { ["prometheus"] = Name },
        },
        ["rule_files"] = RuleFiles,
        ["alerting"] = new Dictionary<string, object>
        {
            ["alertmanagers"] = new[]
            {
                new Dictionary<string, object> { ["api_version"] = "v2", ["static_configs"] = Addresses(Alertmanagers) },
            },
        },
        ["scrape_configs"] = Monitors.SelectMany(monitor => ServiceMonitorScrape.Of(monitor, TargetFolder))
            .Concat(Jobs.Select(Job))
            .ToList(),
    });

    private static Dictionary<string, object> Job(StaticJob job)
    {
        var configuration = new Dictionary<string, object>
        {
            ["job_name"] = job.Name,
            ["honor_labels"] = job.HonorLabels,
            ["metrics_path"] = job.Path,
            ["static_configs"] = Addresses([job.Address]),
        };
        if (job.Interval is { } interval)
        {
            configuration["scrape_interval"] = PrometheusDuration.Format(interval);
            configuration["scrape_timeout"] = PrometheusDuration.Format(interval);
        }

        return configuration;
    }

    private static Dictionary<string, object>[] Addresses(IReadOnlyList<string> addresses) =>
        [new Dictionary<string, object> { ["targets"] = addresses }];
}

/// <summary>A scrape job of a single known address.</summary>
/// <param name="Name">The job's name, and the value of its label <c>job</c>.</param>
/// <param name="Address">What is scraped, as <c>host:port</c>.</param>
/// <param name="Path">Where its metrics are.</param>
/// <param name="HonorLabels">Whether its samples keep their own labels, as those of kube-state-metrics and the kubelet must.</param>
public sealed record StaticJob(string Name, string Address, string Path = "/metrics", bool HonorLabels = false)
{
    /// <summary>The time between two scrapes, or null for the server's.</summary>
    public TimeSpan? Interval { get; init; }
}

/// <summary>Writes mappings, lists and values as YAML that reads back as the same.</summary>
internal static class YamlWriter
{
    private static readonly ISerializer Serializer = new SerializerBuilder()
        .WithQuotingNecessaryStrings(quoteYaml1_1Strings: true)
        .WithEventEmitter(next => new LiteralLines(next))
        .DisableAliases()
        .Build();

    public static string Write(IReadOnlyDictionary<string, object> document) => Serializer.Serialize(document);

    /// <summary>Text of several lines, such as an expression, stays readable where a literal block keeps every character of it.</summary>
    private sealed class LiteralLines(IEventEmitter next) : ChainedEventEmitter(next)
    {
        public override void Emit(ScalarEventInfo eventInfo, IEmitter emitter)
        {
            if (eventInfo.Source.Value is string text && text.Contains('\n'))
            {
                eventInfo.Style = text == text.Trim() && !text.Contains('\r') ? ScalarStyle.Literal : ScalarStyle.DoubleQuoted;
            }

            base.Emit(eventInfo, emitter);
        }
    }
}
