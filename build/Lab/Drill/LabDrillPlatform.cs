using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Programs.Tools;
using GitOpsDemo.Drill;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab.Drill;

/// <summary>
/// Drills in the lab: on its real replicas, with a Prometheus and an Alertmanager that live only as long as the drill. Those of the lab
/// are left alone, whatever the time scale.
/// </summary>
public sealed class LabDrillPlatform(
    LabPaths paths,
    DeliveredService service,
    Toolbox tools,
    LabServices services,
    BackgroundProcesses processes,
    ReplicaRuntimes runtimes,
    LabSecrets secrets,
    HttpClient http,
    Wait wait,
    IDeliveryLog log) : IDrillPlatform
{
    public async Task<IDrillSession> OpenAsync(
        LiveEnvironment live, PrometheusRule rules, TimeScale scale, CancellationToken cancellationToken)
    {
        var agent = services.AddressOf(LabAgentService.Name);
        var replicas = LabState.Load(paths).Environments[live.Environment].Replicas;
        if (replicas.FirstOrDefault(replica => !replica.IsRunning) is { } gone)
        {
            throw new DeliveryException(
                $"{live.Environment} can't be drilled",
                $"{gone.Pod} does not run",
                $"./build.sh --target=Deploy --environment={live.Environment} replaces it");
        }

        var monitoring = new DrillMonitoring(paths, service, tools, processes, http, wait, log);
        try
        {
            var manifests = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}");
            var monitors = ScrapeCredentials.Monitors(manifests, secrets).ToList();
            await monitoring.StartAsync(monitors, rules, scale, agent, cancellationToken);
            await monitoring.UpAsync(live.Namespace, replicas.Count, cancellationToken);
            return new LabDrillSession(
                live, scale, replicas, monitoring, new LabOutage(replicas, await runtimes.ChooseAsync(cancellationToken)));
        }
        catch
        {
            await monitoring.DisposeAsync();
            throw;
        }
    }
}

/// <summary>The replicas of an environment of the lab, and what watches them during a drill.</summary>
internal sealed class LabDrillSession(
    LiveEnvironment live, TimeScale scale, IReadOnlyList<LabReplica> replicas, DrillMonitoring monitoring, IOutage outage) : IDrillSession
{
    public string Environment => live.Environment;

    public string Namespace => live.Namespace;

    public TimeScale Scale => scale;

    public IReadOnlyList<DrillReplica> Replicas { get; } =
        [.. replicas.Select(replica => new DrillReplica(replica.Pod, new($"http://127.0.0.1:{replica.Port}/")))];

    public PrometheusClient Prometheus => monitoring.Prometheus;

    public AlertmanagerClient Alertmanager => monitoring.Alertmanager;

    public WebhookReceiver? Receiver => monitoring.Receiver;

    public IOutage Outage => outage;

    public ValueTask DisposeAsync() => monitoring.DisposeAsync();
}

/// <summary>All replicas of an environment are frozen: their ports are open, and nothing answers.</summary>
internal sealed class LabOutage(IReadOnlyList<LabReplica> replicas, IReplicaRuntime runtime) : IOutage
{
    public string EndsByHand => string.Join(
        " && ",
        replicas.Select(replica => replica.Container is null ? $"kill -CONT {replica.Process.Id}" : $"docker unpause {replica.Container}"));

    public Task BeginAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(replicas.Select(replica => runtime.FreezeAsync(replica, cancellationToken)));

    public Task EndAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(replicas.Select(replica => runtime.ThawAsync(replica, cancellationToken)));
}
