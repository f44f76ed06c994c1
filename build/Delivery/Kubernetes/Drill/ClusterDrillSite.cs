using GitOpsDemo.Delivery.Drill;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Verification.Alertmanager;
using GitOpsDemo.Delivery.Verification.Prometheus;

namespace GitOpsDemo.Delivery.Kubernetes.Drill;

/// <summary>The pods of an environment, and the cluster's own monitoring. Whom Alertmanager tells is not asked: arrival there has to do.</summary>
internal sealed class ClusterDrillSite : IDrillSite
{
    private readonly HttpClient _prometheus;
    private readonly HttpClient _alertmanager;

    public ClusterDrillSite(LiveEnvironment live, IReadOnlyList<DrillReplica> replicas, IOutage outage, Uri prometheus, Uri alertmanager)
    {
        (Environment, Namespace, Replicas, Outage) = (live.Environment, live.Namespace, replicas, outage);
        (_prometheus, _alertmanager) = (ServiceClient.For(prometheus), ServiceClient.For(alertmanager));
        (Prometheus, Alertmanager) = (new(_prometheus), new(_alertmanager));
    }

    public string Environment { get; }

    public string Namespace { get; }

    public TimeScale Scale => TimeScale.TrueTime;

    public IReadOnlyList<DrillReplica> Replicas { get; }

    public PrometheusClient Prometheus { get; }

    public AlertmanagerClient Alertmanager { get; }

    public WebhookReceiver? Receiver => null;

    public IOutage Outage { get; }

    public ValueTask DisposeAsync()
    {
        _prometheus.Dispose();
        _alertmanager.Dispose();
        return ValueTask.CompletedTask;
    }
}
