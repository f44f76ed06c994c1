using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Drill;

namespace GitOpsDemo.Lab.Drill;

/// <summary>
/// A Prometheus and an Alertmanager of a drill's own, in <c>.lab/drill</c>: the same rules, targets and waits as the lab's, in another time
/// scale, and with a receiver that the drill can ask. They are known to the lab, so that LabDown ends what a killed drill left behind.
/// </summary>
internal sealed class DrillMonitoring(
    LabPaths paths,
    DeliveredService service,
    Toolbox tools,
    BackgroundProcesses processes,
    HttpClient http,
    Wait wait,
    IDeliveryLog log) : IAsyncDisposable
{
    private const string PrometheusName = "drill-prometheus";
    private const string AlertmanagerName = "drill-alertmanager";
    private const int PrometheusPort = 9190;
    private const int AlertmanagerPort = 9193;

    private static readonly TimeSpan UpTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    private readonly LabPaths _own = paths.Drill;
    private HttpClient? _prometheus;
    private HttpClient? _alertmanager;

    public PrometheusClient Prometheus => new(_prometheus!);

    public AlertmanagerClient Alertmanager => new(_alertmanager!);

    public WebhookReceiver? Receiver { get; private set; }

    /// <summary>Starts both and the receiver.</summary>
    public async Task StartAsync(
        IReadOnlyList<ServiceMonitor> monitors, PrometheusRule rules, TimeScale scale, Uri agent, CancellationToken cancellationToken)
    {
        await ClearAsync(cancellationToken);
        var programs = await MonitoringPrograms.FindAsync(tools, _own, cancellationToken);
        var services = new LabServices(_own, processes, http, wait, log);
        Receiver = new(LabPorts.Any());
        programs.Configure(scale.Of(new AlertmanagerConfiguration { Namespaces = service.Namespaces, Webhook = Receiver.Address }));
        var alertmanager = await services.EnsureAsync(
            new(AlertmanagerName, AlertmanagerPort, "-/ready", programs.Alertmanager),
            cancellationToken);
        var reader = (await tools.FindProgramAsync(Tool.Prometheus, cancellationToken)).Version;
        AtomicFile.WriteAllText(Path.Combine(_own.Rules, PrometheusRuleFile.Name(rules)), PrometheusRuleFile.Write(rules, reader));
        AtomicFile.WriteSecretIfChanged(
            MonitoringPrograms.ConfigurationOf(_own), scale.Of(Configuration(monitors, agent, alertmanager)).ToYaml());
        var prometheus = await services.EnsureAsync(
            new(PrometheusName, PrometheusPort, "-/ready", port => programs.Prometheus(port, scale)), cancellationToken);
        (_prometheus, _alertmanager) = (ServiceClient.For(prometheus), ServiceClient.For(alertmanager));
    }

    /// <summary>Waits until Prometheus has scraped every replica of a namespace.</summary>
    public Task UpAsync(string @namespace, int replicas, CancellationToken cancellationToken) => wait.UntilAsync(
        $"{Plural.Of(replicas, "replica")} to be scraped",
        UpTimeout,
        Poll,
        async token =>
        {
            var query = $"sum(up{{namespace=\"{@namespace}\"}})";
            var up = await Prometheus.ValueAsync(query, token) ?? 0;
            return up >= replicas ? Observation.Done(true) : Observation.NotYet<bool>($"{query} = {up}");
        },
        "./build.sh --target=VerifyTargets shows what is wrong with them",
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _prometheus?.Dispose();
        _alertmanager?.Dispose();
        if (Receiver is not null)
        {
            await Receiver.DisposeAsync();
        }

        // Ctrl-C does not stop this: what was started is ended.
        await ClearAsync(CancellationToken.None);
    }

    private PrometheusConfiguration Configuration(IReadOnlyList<ServiceMonitor> monitors, Uri agent, Uri alertmanager) => new()
    {
        Monitors = monitors,
        TargetFolder = paths.Targets,
        RuleFiles = [Path.Combine(_own.Rules, "*.yaml")],
        Alertmanagers = [alertmanager.Authority],
        Jobs = [new("kube-state-metrics", agent.Authority, "/metrics", HonorLabels: true)],
    };

    /// <summary>Ends both, also those of a drill that was killed, and removes the folder.</summary>
    private async Task ClearAsync(CancellationToken cancellationToken)
    {
        string[] names = [PrometheusName, AlertmanagerName];
        await Task.WhenAll(names.Select(name => processes.StopAsync(name, LabService.GracePeriod, cancellationToken)));
        if (Directory.Exists(_own.Root))
        {
            Directory.Delete(_own.Root, recursive: true);
        }
    }
}
