using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;

namespace GitOpsDemo.Lab;

/// <summary>The lab's Prometheus and Alertmanager, with the configuration that the operator would give them.</summary>
internal sealed class LabMonitoring(
    LabPaths paths,
    DeliveredService service,
    Toolbox tools,
    LabServices services,
    LabSecrets secrets,
    HttpClient http,
    IDeliveryLog log)
{
    /// <summary>Prometheus' name among the lab's services.</summary>
    public const string Prometheus = "prometheus";

    /// <summary>Alertmanager's name among the lab's services.</summary>
    public const string Alertmanager = "alertmanager";

    internal const int PrometheusPort = 9090;
    internal const int AlertmanagerPort = 9093;

    /// <summary>The lab's own exporter is quick: pods come and go while somebody looks.</summary>
    private static readonly TimeSpan ExporterInterval = TimeSpan.FromSeconds(5);

    private readonly LabManifests _manifests = new(paths);

    /// <summary>Makes sure that both run.</summary>
    /// <param name="agent">The lab agent, which stands in for kube-state-metrics and the kubelet.</param>
    public async Task EnsureAsync(Uri agent, CancellationToken cancellationToken)
    {
        var programs = await MonitoringPrograms.FindAsync(tools, paths, cancellationToken);
        var routes = new PendingReload(paths.Alertmanager);
        var areRoutesNew = routes.Write(() => programs.Configure(
            new() { Namespaces = service.Namespaces, Webhook = new(agent, LabAgentService.Receiver) }));
        var alertmanager = await services.EnsureAsync(
            new(Alertmanager, AlertmanagerPort, "-/ready", programs.Alertmanager), cancellationToken);
        if (areRoutesNew)
        {
            await ReloadAsync(
                alertmanager, "Alertmanager", "the routes are made by the build: report it, with this message", cancellationToken);
        }

        routes.End();
        Directory.CreateDirectory(paths.Rules);
        await LoadAsync(
            () => Configure(_manifests.All(), agent, alertmanager),
            () => services.EnsureAsync(
                new(Prometheus, PrometheusPort, "-/ready", port => programs.Prometheus(port, TimeScale.TrueTime)), cancellationToken),
            cancellationToken);
    }

    /// <summary>
    /// Gives Prometheus the rule files of PrometheusRules, beside those of what is live, and takes those away that are of none.
    /// </summary>
    public async Task ApplyAsync(IReadOnlyList<PrometheusRule> rules, CancellationToken cancellationToken)
    {
        var wanted = await FilesOfAsync(
            rules.Concat(_manifests.All().Values.SelectMany(live => live.All<PrometheusRule>())), cancellationToken);
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

    /// <summary>
    /// Gives Prometheus the ServiceMonitors and rules of an environment that is being deployed, beside those of the others.
    /// </summary>
    public async Task WatchAsync(string environment, ManifestSet coming, CancellationToken cancellationToken)
    {
        var all = new Dictionary<string, ManifestSet>(_manifests.All()) { [environment] = coming };
        var (agent, alertmanager) = (services.AddressOf(LabAgentService.Name), services.AddressOf(Alertmanager));
        var files = await FilesOfAsync(coming.All<PrometheusRule>(), cancellationToken);
        await LoadAsync(
            () => WriteAll(files) | Configure(all, agent, alertmanager),
            () => Task.FromResult(services.AddressOf(Prometheus)),
            cancellationToken);
    }

    /// <summary>Rule files with their texts, by path. Of two objects of one name the first counts.</summary>
    private async Task<Dictionary<string, string>> FilesOfAsync(IEnumerable<PrometheusRule> rules, CancellationToken cancellationToken)
    {
        var wanted = rules.DistinctBy(PrometheusRuleFile.Name).ToList();
        var reader = wanted.Exists(PrometheusRuleFile.DependsOnItsReader)
            ? (await tools.FindProgramAsync(Tool.Prometheus, cancellationToken)).Version
            : null;
        foreach (var leftOut in wanted.SelectMany(rule => PrometheusRuleFile.LeftOut(rule, reader)))
        {
            log.Warning(leftOut);
        }

        return wanted.ToDictionary(
            rule => Path.Combine(paths.Rules, PrometheusRuleFile.Name(rule)), rule => PrometheusRuleFile.Write(rule, reader));
    }

    private static bool WriteAll(IReadOnlyDictionary<string, string> files) =>
        files.Select(file => AtomicFile.WriteIfChanged(file.Key, file.Value)).ToList().Contains(true);

    /// <summary>Writes files of Prometheus, and lets it read them where it must.</summary>
    /// <returns>Whether it had to.</returns>
    private async Task<bool> LoadAsync(Func<bool> write, Func<Task<Uri>> find, CancellationToken cancellationToken)
    {
        var pending = new PendingReload(paths.Prometheus);
        var mustRead = pending.Write(write);
        var prometheus = await find();
        if (mustRead)
        {
            await ReloadAsync(
                prometheus, "Prometheus", "fix what the message names in the overlay's ServiceMonitor or rules", cancellationToken);
        }

        pending.End();
        return mustRead;
    }

    private bool Configure(IReadOnlyDictionary<string, ManifestSet> environments, Uri agent, Uri alertmanager)
    {
        // Prometheus is told of changes in a folder that is there when it reads its configuration; else it looks every 5 s.
        Directory.CreateDirectory(paths.Targets);
        return AtomicFile.WriteSecretIfChanged(
            MonitoringPrograms.ConfigurationOf(paths),
            new PrometheusConfiguration
            {
                Monitors =
                [
                    .. environments.OrderBy(environment => environment.Key, StringComparer.Ordinal)
                        .SelectMany(environment => ScrapeCredentials.Monitors(environment.Value, secrets)),
                ],
                TargetFolder = paths.Targets,
                RuleFiles = [Path.Combine(paths.Rules, "*.yaml")],
                Alertmanagers = [alertmanager.Authority],
                Jobs = [new("kube-state-metrics", agent.Authority, "/metrics", HonorLabels: true) { Interval = ExporterInterval }],
            }.ToYaml());
    }

    private async Task ReloadAsync(Uri server, string name, string next, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.PostAsync(new Uri(server, "-/reload"), content: null, cancellationToken);
            if (!response.IsSuccessStatusCode)
            {
                throw new DeliveryException(
                    $"{name} refused its new configuration", await response.Content.ReadAsStringAsync(cancellationToken), next);
            }
        }
        catch (Exception exception) when (HttpFailure.Is(exception))
        {
            throw new DeliveryException($"{name} did not take its new configuration", exception.Message, next, exception);
        }
    }
}

/// <summary>
/// Marks, beside the files of a server, that it has not read them yet. A mark that is there before they are written was left by a build
/// that was killed before the server was told, or whose files the server refused: it must be told again, though no file changes.
/// </summary>
/// <param name="folder">The folder of the server.</param>
internal sealed class PendingReload(string folder)
{
    private readonly string _path = Path.Combine(folder, "reload.pending");

    /// <summary>Writes the server's files.</summary>
    /// <param name="write">Writes them, and says whether any has changed.</param>
    /// <returns>Whether the server must read them.</returns>
    public bool Write(Func<bool> write)
    {
        var wasLeftBehind = File.Exists(_path);
        AtomicFile.WriteAllText(_path, "");
        return write() || wasLeftBehind;
    }

    /// <summary>The server has read its files.</summary>
    public void End() => File.Delete(_path);
}

/// <summary>How Prometheus and Alertmanager are started on a folder each.</summary>
/// <param name="paths">The folders.</param>
/// <param name="prometheus">The path of Prometheus.</param>
/// <param name="alertmanager">The path of Alertmanager.</param>
internal sealed class MonitoringPrograms(LabPaths paths, string prometheus, string alertmanager)
{
    /// <summary>As in monitoring/prometheus-values.yaml.</summary>
    private const string Retention = "7d";

    /// <summary>Prometheus' own defaults, which are set only where time is scaled.</summary>
    private static readonly TimeSpan LookbackDelta = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ResendDelay = TimeSpan.FromMinutes(1);

    /// <summary>Finds both, or downloads them.</summary>
    public static async Task<MonitoringPrograms> FindAsync(Toolbox tools, LabPaths paths, CancellationToken cancellationToken)
    {
        var alertmanager = await tools.FindAsync(Tool.Alertmanager, cancellationToken);
        return new(paths, await tools.FindAsync(Tool.Prometheus, cancellationToken), alertmanager);
    }

    /// <summary>The <c>prometheus.yml</c>.</summary>
    public static string ConfigurationOf(LabPaths paths) => Path.Combine(paths.Prometheus, "prometheus.yml");

    /// <summary>Prometheus on a port of 127.0.0.1.</summary>
    public Command Prometheus(int port, TimeScale scale) => new(
        prometheus,
        [
            $"--config.file={ConfigurationOf(paths)}",
            $"--storage.tsdb.path={Path.Combine(paths.Prometheus, "data")}",
            $"--storage.tsdb.retention.time={Retention}",
            $"--web.listen-address=127.0.0.1:{port}",
            $"--web.external-url=http://localhost:{port}/",
            "--web.enable-lifecycle",
            // Not in its help; 2.42 to 3.5 take it. Otherwise changed targets wait for up to 5 s more than in discovery.
            "--scrape.discovery-reload-interval=100ms",
            .. scale == TimeScale.TrueTime ? Array.Empty<string>() :
            [
                $"--query.lookback-delta={PrometheusDuration.Format(scale.Of(LookbackDelta))}",
                $"--rules.alert.resend-delay={PrometheusDuration.Format(scale.Of(ResendDelay))}",
            ],
        ]);

    /// <summary>The <c>alertmanager.yml</c>.</summary>
    public static string RoutesOf(LabPaths paths) => Path.Combine(paths.Alertmanager, "alertmanager.yml");

    /// <summary>Writes Alertmanager's configuration.</summary>
    /// <returns>Whether it is another than before.</returns>
    public bool Configure(AlertmanagerConfiguration configuration) => AtomicFile.WriteIfChanged(RoutesOf(paths), configuration.ToYaml());

    /// <summary>Alertmanager on a port of 127.0.0.1, with the configuration that was written.</summary>
    public Command Alertmanager(int port) => new(
        alertmanager,
        $"--config.file={RoutesOf(paths)}",
        $"--storage.path={Path.Combine(paths.Alertmanager, "data")}",
        $"--web.listen-address=127.0.0.1:{port}",
        $"--web.external-url=http://localhost:{port}/",
        "--cluster.listen-address=")
    {
        // Debian's reads its templates from a folder beside it (Relocation).
        WorkingDirectory = Path.GetDirectoryName(alertmanager),
    };
}
