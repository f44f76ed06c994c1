using GitOpsDemo.Delivery.Drill;
using GitOpsDemo.Delivery.Lab.Replicas;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Verification.Alertmanager;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Lab.Drill;

/// <summary>The replicas of an environment of the lab, and what watches them during a drill.</summary>
internal sealed class LabDrillSite(
    LiveEnvironment live, TimeScale scale, IReadOnlyList<LabReplica> replicas, DrillMonitoring monitoring, IOutage outage) : IDrillSite
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
