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
        var routes = new PendingReload(paths.Alertmanager);
        var areRoutesNew = routes.Write(() => programs.Configure(new() { Namespaces = service.Namespaces }));
        var alertmanager = await services.EnsureAsync(new(Alertmanager, AlertmanagerPort, "-/ready", programs.Alertmanager), cancellationToken);
        if (areRoutesNew)
        {
            await ReloadAsync(alertmanager, "Alertmanager", $"amtool check-config {MonitoringPrograms.RoutesOf(paths)} names the place", cancellationToken);
        }

        routes.End();
        Directory.CreateDirectory(paths.Rules);
        await LoadAsync(
            () => Configure(manifests.All(), agent, alertmanager),
            () => services.EnsureAsync(
                new(Prometheus, PrometheusPort, "-/ready", port => programs.Prometheus(port, TimeScale.TrueTime)), cancellationToken),
            cancellationToken);
    }

    /// <summary>Gives Prometheus the rule files of PrometheusRules, beside those of what is live, and takes those away that are of none.</summary>
    public async Task ApplyAsync(IReadOnlyList<PrometheusRule> rules, CancellationToken cancellationToken)
    {
        var wanted = FilesOf(rules.Concat(manifests.All().Values.SelectMany(live => live.All<PrometheusRule>())));
        var hasLoaded = await LoadAsync(Write, () => Task.FromResult(services.AddressOf(Prometheus)), cancellationToken);
        log.Information(hasLoaded
            ? $"Prometheus has loaded {string.Join(", ", wanted.Keys.Select(Path.GetFileName))}"
            : "Prometheus has these rules already");

        bool Write()
        {
            var gone = Directory.GetFiles(paths.Rules, "*.yaml").Except(wanted.Keys).ToList();
            gone.ForEach(File.Delete);
            return WriteAll(wanted) || gone.Count > 0;
        }
    }

    /// <summary>Gives Prometheus the ServiceMonitors and rules of an environment that is being brought live, beside those of the others.</summary>
    public Task WatchAsync(string environment, ManifestSet coming, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, ManifestSet>(manifests.All()) { [environment] = coming };
        var (agent, alertmanager) = (services.AddressOf(LabAgentService.Name), services.AddressOf(Alertmanager));
        return LoadAsync(
            () => WriteAll(FilesOf(coming.All<PrometheusRule>())) | Configure(all, agent, alertmanager),
            () => Task.FromResult(services.AddressOf(Prometheus)),
            cancellationToken);
    }

    /// <summary>Rule files with their texts, by path. Of two objects of one name the first counts.</summary>
    private Dictionary<string, string> FilesOf(IEnumerable<PrometheusRule> rules) => rules
        .DistinctBy(PrometheusRuleFile.Name)
        .ToDictionary(rule => Path.Combine(paths.Rules, PrometheusRuleFile.Name(rule)), PrometheusRuleFile.Write);

    private static bool WriteAll(IReadOnlyDictionary<string, string> files) => files.Select(file => AtomicFile.WriteIfChanged(file.Key, file.Value)).ToList().Contains(true);

    /// <summary>Writes files of Prometheus, and lets it read them where it must.</summary>
    /// <returns>Whether it had to.</returns>
    private async Task<bool> LoadAsync(Func<bool> write, Func<Task<Uri>> find, CancellationToken cancellationToken)
    {
        var pending = new PendingReload(paths.Prometheus);
        var mustRead = pending.Write(write);
        var prometheus = await find();
        if (mustRead)
        {
            var next = $"promtool check config {MonitoringPrograms.ConfigurationOf(paths)} names the place";
            await ReloadAsync(prometheus, "Prometheus", next, cancellationToken);
        }

        pending.End();
        return mustRead;
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
