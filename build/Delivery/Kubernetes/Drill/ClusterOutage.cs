using GitOpsDemo.Delivery.Drill;
using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Kubernetes.Drill;

/// <summary>A Deployment without pods. Argo CD puts them back where it heals what drifts: they are taken away again until the end.</summary>
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
                    log.Detail($"{deployment} was given its pods back; they are taken away again");
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
