namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>
/// Ports of 127.0.0.1 that lead into the cluster for as long as the run lasts. One whose pod went away is started again on the same port,
/// so that an address stays good.
/// </summary>
public sealed class PortForwards(IKubectl kubectl, IDeliveryLog log, TimeProvider time) : IAsyncDisposable
{
    /// <summary>The pause before a lost connection is made again: its pod is being replaced.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly CancellationTokenSource _end = new();
    private readonly List<Task> _watches = [];

    /// <summary>Starts to forward a free port to a service or a pod.</summary>
    /// <returns>The local address.</returns>
    public async Task<Uri> StartAsync(ServicePortReference service, CancellationToken cancellationToken)
    {
        var forward = await kubectl.PortForwardAsync(service, localPort: null, cancellationToken);
        log.Detail($"127.0.0.1:{forward.LocalPort} leads to {service}");
        _watches.Add(KeepAsync(service, forward));
        return new($"http://127.0.0.1:{forward.LocalPort}/");
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await Task.WhenAll(_watches);
        _end.Dispose();
    }

    private async Task KeepAsync(ServicePortReference service, IPortForward first)
    {
        IPortForward? forward = first;
        try
        {
            while (true)
            {
                if (forward is not null)
                {
                    await forward.Ended.WaitAsync(_end.Token);
                    log.Detail($"the connection to {service} was lost; it is made again");
                    forward.Dispose();
                }

                await Task.Delay(Pause, time, _end.Token);
                forward = await TryAsync(service, first.LocalPort);
            }
        }
        catch (OperationCanceledException)
        {
            forward?.Dispose();
        }
    }

    private async Task<IPortForward?> TryAsync(ServicePortReference service, int port)
    {
        try
        {
            return await kubectl.PortForwardAsync(service, port, _end.Token);
        }
        catch (DeliveryException exception)
        {
            log.Detail(exception.Message);
            return null;
        }
    }
}
