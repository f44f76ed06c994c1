using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Waiting;

namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Waits for Prometheus and Alertmanager, which the operator starts only after helm, which waits for the operator alone, is done.</summary>
public sealed class OperatedServers(ClusterSettings settings, IKubectl kubectl, Wait wait)
{
    private const string Kinds = "prometheuses.monitoring.coreos.com,alertmanagers.monitoring.coreos.com,pods,events";

    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);
    private static readonly string[] Operated = ["Prometheus", "Alertmanager"];

    /// <summary>Waits until both are available.</summary>
    /// <exception cref="DeliveryException">One is not in time; the message has the pods that are not ready.</exception>
    public Task WaitAsync(CancellationToken cancellationToken) => wait.UntilAsync(
        "Prometheus and Alertmanager to be available",
        settings.Timeout ?? DefaultTimeout,
        Interval,
        async token => Look(await kubectl.GetAsync(new(Kinds, ClusterSettings.MonitoringNamespace), token)),
        $"kubectl --context {settings.Context} --namespace {ClusterSettings.MonitoringNamespace} get pods,events shows more; "
            + "raise --timeout if it only needs longer",
        cancellationToken);

    private static Observation<bool> Look(IReadOnlyList<JsonNode> objects)
    {
        var missing = Operated.Where(kind => !objects.Any(item => item.Kind() == kind && item.HasCondition("Available"))).ToList();
        if (missing.Count == 0)
        {
            return Observation.Done(true);
        }

        var pods = PodState.Read(objects).Where(pod => !pod.IsReady).ToList();
        return Observation.NotYet<bool>($"{string.Join(" and ", missing)} not yet available{string.Concat(pods.Select(pod => $"; {pod}"))}");
    }
}
