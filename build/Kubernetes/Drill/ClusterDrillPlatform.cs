using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Drill;

namespace GitOpsDemo.Kubernetes.Drill;

/// <summary>Drills on a cluster, in true time: with its own Prometheus and Alertmanager, on the pods of the environment.</summary>
public sealed class ClusterDrillPlatform(
    ClusterSettings settings,
    Preflight preflight,
    ServiceAddresses addresses,
    PortForwards forwards,
    IKubectl kubectl,
    IDeliveryLog log,
    TimeProvider time) : IDrillPlatform
{
    public async Task<IDrillSession> OpenAsync(
        LiveEnvironment live, PrometheusRule rules, TimeScale scale, CancellationToken cancellationToken)
    {
        await preflight.EnsureAsync(RequiredAccess.Drill(live.Namespace), cancellationToken);
        if (live.Replicas.Count == 0 || live.Replicas.Any(replica => !replica.IsRunning))
        {
            var waiting = live.Replicas.Where(replica => !replica.IsRunning).Select(replica => replica.Pod).DefaultIfEmpty("none");
            throw new DeliveryException(
                $"{live.Environment} can't be drilled",
                $"of its pods {string.Join(", ", waiting)} is not ready",
                "./build.sh --target=Status shows what runs");
        }

        var deployment = ManifestSet.Parse(live.Manifests, $"environment {live.Environment}").Only<Deployment>();
        var port = deployment.Template.Containers[0].Ports[0].Number;
        var replicas = new List<DrillReplica>();
        foreach (var pod in live.Replicas.Select(replica => replica.Pod))
        {
            replicas.Add(new(pod, await forwards.StartAsync(new(live.Namespace, pod, port) { Kind = "pod" }, cancellationToken)));
        }

        var outage = new ClusterOutage(kubectl, settings.Context, live.Namespace, deployment, log, time);
        return new ClusterDrillSession(
            live,
            replicas,
            outage,
            await ClientAsync(ServiceApi.Prometheus),
            await ClientAsync(ServiceApi.Alertmanager));

        async Task<HttpClient> ClientAsync(ServiceApi api) =>
            ServiceClient.For(await addresses.OfAsync(api, cancellationToken), settings.AccessOf(api));
    }
}

/// <summary>
/// The pods of an environment, and the cluster's own monitoring. Whom Alertmanager notifies is not checked: arrival there is enough.
/// </summary>
internal sealed class ClusterDrillSession : IDrillSession
{
    private readonly HttpClient _prometheus;
    private readonly HttpClient _alertmanager;

    public ClusterDrillSession(
        LiveEnvironment live, IReadOnlyList<DrillReplica> replicas, IOutage outage, HttpClient prometheus, HttpClient alertmanager)
    {
        (Environment, Namespace, Replicas, Outage) = (live.Environment, live.Namespace, replicas, outage);
        (_prometheus, _alertmanager) = (prometheus, alertmanager);
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

/// <summary>
/// A Deployment without pods. Argo CD puts them back where it heals what drifts: they are taken away again until the end.
/// </summary>
internal sealed class ClusterOutage(
    IKubectl kubectl, string? context, string @namespace, Deployment deployment, IDeliveryLog log, TimeProvider time) : IOutage
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private bool _hasBegun;
    private Func<Task> _letGo = () => Task.CompletedTask;

    private string Name => deployment.Metadata.Name;

    public string EndsByHand =>
        $"kubectl --context {context} --namespace {@namespace} scale deployment/{Name} --replicas {deployment.Replicas}";

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        _hasBegun = true;
        await kubectl.ScaleAsync(Name, @namespace, 0, cancellationToken);
        var end = new CancellationTokenSource();
        var holding = HoldAsync(end.Token);
        _letGo = async () =>
        {
            await end.CancelAsync();
            await holding;
            end.Dispose();
        };
    }

    public async Task EndAsync(CancellationToken cancellationToken)
    {
        if (_hasBegun)
        {
            await _letGo();
            await kubectl.ScaleAsync(Name, @namespace, deployment.Replicas, cancellationToken);
        }
    }

    private async Task HoldAsync(CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            try
            {
                await Task.Delay(Interval, time, end);
                var found = await kubectl.GetAsync(new("deployments.apps", @namespace) { Name = Name }, end);
                if (found is [var live] && live.Text("spec", "replicas") != "0")
                {
                    log.Detail($"{deployment} has pods again; they are removed again");
                    await kubectl.ScaleAsync(Name, @namespace, 0, end);
                }
            }
            catch (DeliveryException exception)
            {
                log.Detail(exception.Message);
            }
            catch (OperationCanceledException) when (end.IsCancellationRequested)
            {
                // The outage is over.
            }
        }
    }
}
