using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Delivery.Tools;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>The lab's Prometheus and Alertmanager, with the configuration that the operator would give them.</summary>
public sealed class LabMonitoring(LabPaths paths, Toolbox tools, LabServices services, LabManifests manifests, HttpClient http, IDeliveryLog log)
{
    /// <summary>Prometheus' name among the lab's services.</summary>
    public const string Prometheus = "prometheus";

    /// <summary>Alertmanager's name among the lab's services.</summary>
    public const string Alertmanager = "alertmanager";

    internal const int PrometheusPort = 9090;
    internal const int AlertmanagerPort = 9093;

    /// <summary>As in monitoring/prometheus-values.yaml.</summary>
    private const string Retention = "7d";

    /// <summary>The lab's own exporter is quick: pods come and go while somebody looks.</summary>
    private static readonly TimeSpan ExporterInterval = TimeSpan.FromSeconds(5);

    private string ConfigurationFile => Path.Combine(paths.Prometheus, "prometheus.yml");

    /// <summary>Makes sure that both run.</summary>
    /// <param name="agent">The lab agent, which stands for kube-state-metrics and the kubelet.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task EnsureAsync(Uri agent, CancellationToken cancellationToken)
    {
        var alertmanagerProgram = await tools.FindAsync(Tool.Alertmanager, cancellationToken);
        var prometheusProgram = await tools.FindAsync(Tool.Prometheus, cancellationToken);
        var alertmanager = await services.EnsureAsync(
            new(Alertmanager, AlertmanagerPort, "-/ready", port => StartAlertmanager(alertmanagerProgram, port)), cancellationToken);
        var hasChanged = Configure(manifests.All(), agent, alertmanager);
        Directory.CreateDirectory(paths.Rules);
        var prometheus = await services.EnsureAsync(
            new(Prometheus, PrometheusPort, "-/ready", port => StartPrometheus(prometheusProgram, port)), cancellationToken);
        if (hasChanged)
        {
            await ReloadAsync(prometheus, cancellationToken);
        }
    }

    /// <summary>Gives Prometheus the rule files of PrometheusRules, and takes those away that are of none.</summary>
    public async Task ApplyAsync(IReadOnlyList<PrometheusRule> rules, CancellationToken cancellationToken)
    {
        var prometheus = services.AddressOf(Prometheus);
        var wanted = rules.ToDictionary(rule => Path.Combine(paths.Rules, PrometheusRuleFile.Name(rule)), PrometheusRuleFile.Write);
        var gone = Directory.GetFiles(paths.Rules, "*.yaml").Except(wanted.Keys).ToList();
        var changed = wanted.Where(file => AtomicFile.WriteIfChanged(file.Key, file.Value)).Select(file => file.Key).ToList();
        gone.ForEach(File.Delete);
        if (gone.Count + changed.Count > 0)
        {
            await ReloadAsync(prometheus, cancellationToken);
        }

        log.Information(gone.Count + changed.Count > 0
            ? $"Prometheus has loaded {string.Join(", ", wanted.Keys.Select(Path.GetFileName))}"
            : "Prometheus has these rules already");
    }

    /// <summary>Gives Prometheus the ServiceMonitors of an environment that is being brought live, beside those of the others.</summary>
    public async Task WatchAsync(string environment, ManifestSet coming, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, ManifestSet>(manifests.All()) { [environment] = coming };
        if (Configure(all, services.AddressOf(LabAgentService.Name), services.AddressOf(Alertmanager)))
        {
            await ReloadAsync(services.AddressOf(Prometheus), cancellationToken);
        }
    }

    private bool Configure(IReadOnlyDictionary<string, ManifestSet> environments, Uri agent, Uri alertmanager) => AtomicFile.WriteIfChanged(
        ConfigurationFile,
        new PrometheusConfiguration
        {
            Monitors = [.. environments.OrderBy(environment => environment.Key, StringComparer.Ordinal).SelectMany(environment => environment.Value.All<ServiceMonitor>())],
            TargetFolder = paths.Targets,
            RuleFiles = [Path.Combine(paths.Rules, "*.yaml")],
            Alertmanagers = [alertmanager.Authority],
            Jobs = [new("kube-state-metrics", agent.Authority, "/metrics", HonorLabels: true) { Interval = ExporterInterval }],
        }.ToYaml());

    private Command StartPrometheus(string program, int port) => new(
        program,
        $"--config.file={ConfigurationFile}",
        $"--storage.tsdb.path={Path.Combine(paths.Prometheus, "data")}",
        $"--storage.tsdb.retention.time={Retention}",
        $"--web.listen-address=127.0.0.1:{port}",
        $"--web.external-url=http://localhost:{port}/",
        "--web.enable-lifecycle");

    private Command StartAlertmanager(string program, int port)
    {
        var configuration = Path.Combine(paths.Alertmanager, "alertmanager.yml");
        AtomicFile.WriteIfChanged(configuration, AlertmanagerConfiguration.ToYaml());
        return new(
            program,
            $"--config.file={configuration}",
            $"--storage.path={Path.Combine(paths.Alertmanager, "data")}",
            $"--web.listen-address=127.0.0.1:{port}",
            $"--web.external-url=http://localhost:{port}/",
            "--cluster.listen-address=")
        {
            // Debian's reads its templates from a folder beside it (Relocation).
            WorkingDirectory = Path.GetDirectoryName(program),
        };
    }

    private async Task ReloadAsync(Uri prometheus, CancellationToken cancellationToken)
    {
        using var response = await http.PostAsync(new Uri(prometheus, "-/reload"), content: null, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new DeliveryException(
                "Prometheus refused its new configuration",
                await response.Content.ReadAsStringAsync(cancellationToken),
                $"promtool check config {ConfigurationFile} names the place");
        }
    }
}
