using GitOpsDemo.Delivery.Files;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Tools;

namespace GitOpsDemo.Delivery.Lab;

/// <summary>The lab's Prometheus and Alertmanager, with the configuration that the operator would give them.</summary>
public sealed class LabMonitoring(
    LabPaths paths, DeliveredService service, Toolbox tools, LabServices services, LabManifests manifests, HttpClient http, IDeliveryLog log)
{
    /// <summary>Prometheus' name among the lab's services.</summary>
    public const string Prometheus = "prometheus";

    /// <summary>Alertmanager's name among the lab's services.</summary>
    public const string Alertmanager = "alertmanager";

    internal const int PrometheusPort = 9090;
    internal const int AlertmanagerPort = 9093;

    /// <summary>The lab's own exporter is quick: pods come and go while somebody looks.</summary>
    private static readonly TimeSpan ExporterInterval = TimeSpan.FromSeconds(5);

    /// <summary>Makes sure that both run.</summary>
    /// <param name="agent">The lab agent, which stands for kube-state-metrics and the kubelet.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    public async Task EnsureAsync(Uri agent, CancellationToken cancellationToken)
    {
        var programs = await MonitoringPrograms.FindAsync(tools, paths, cancellationToken);
        var routesHaveChanged = programs.Configure(new() { Namespaces = service.Namespaces });
        var alertmanager = await services.EnsureAsync(new(Alertmanager, AlertmanagerPort, "-/ready", programs.Alertmanager), cancellationToken);
        if (routesHaveChanged)
        {
            await ReloadAsync(alertmanager, "Alertmanager", $"amtool check-config {MonitoringPrograms.RoutesOf(paths)} names the place", cancellationToken);
        }

        var hasChanged = Configure(manifests.All(), agent, alertmanager);
        Directory.CreateDirectory(paths.Rules);
        var prometheus = await services.EnsureAsync(
            new(Prometheus, PrometheusPort, "-/ready", port => programs.Prometheus(port, TimeScale.TrueTime)), cancellationToken);
        if (hasChanged)
        {
            await ReloadPrometheusAsync(prometheus, cancellationToken);
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
            await ReloadPrometheusAsync(prometheus, cancellationToken);
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
            await ReloadPrometheusAsync(services.AddressOf(Prometheus), cancellationToken);
        }
    }

    private bool Configure(IReadOnlyDictionary<string, ManifestSet> environments, Uri agent, Uri alertmanager) => AtomicFile.WriteIfChanged(
        MonitoringPrograms.ConfigurationOf(paths),
        new PrometheusConfiguration
        {
            Monitors = [.. environments.OrderBy(environment => environment.Key, StringComparer.Ordinal).SelectMany(environment => environment.Value.All<ServiceMonitor>())],
            TargetFolder = paths.Targets,
            RuleFiles = [Path.Combine(paths.Rules, "*.yaml")],
            Alertmanagers = [alertmanager.Authority],
            Jobs = [new("kube-state-metrics", agent.Authority, "/metrics", HonorLabels: true) { Interval = ExporterInterval }],
        }.ToYaml());

    private Task ReloadPrometheusAsync(Uri prometheus, CancellationToken cancellationToken) => ReloadAsync(
        prometheus, "Prometheus", $"promtool check config {MonitoringPrograms.ConfigurationOf(paths)} names the place", cancellationToken);

    private async Task ReloadAsync(Uri server, string name, string next, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsync(new Uri(server, "-/reload"), content: null, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new DeliveryException($"{name} refused its new configuration", await response.Content.ReadAsStringAsync(cancellationToken), next);
            }
        }
        catch (Exception exception) when (HttpFailure.Is(exception))
        {
            throw new DeliveryException($"{name} did not take its new configuration", exception.Message, next, exception);
        }
    }
}
