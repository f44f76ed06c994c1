using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>The end of what the rollouts of a run have replaced, which goes on beside the proof of what is new.</summary>
public sealed class ReplacedReplicas(IDeliveryLog log)
{
    private Task _ends = Task.CompletedTask;

    /// <summary>From now on it is this that ends.</summary>
    /// <param name="ends">Their end.</param>
    public void Follow(Task ends) => _ends = ends;

    /// <summary>Does something with the file system once they have ended.</summary>
    public void Afterwards(string folder, Action action)
    {
        _ends = RunAsync(_ends);

        async Task RunAsync(Task ends)
        {
            await ends;
            try
            {
                action();
            }
            catch (Exception exception) when (WriteFailure.Is(exception))
            {
                throw WriteFailure.Of(folder, exception);
            }
        }
    }

    /// <summary>
    /// Waits before the next rollout, which may be the rollback of the one before: what of that did not end well does not keep it from
    /// being made, and is ended as a stray.
    /// </summary>
    public async Task OverAsync() => await _ends.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);

    /// <summary>Waits at the end of a run.</summary>
    /// <exception cref="DeliveryException">Some may still run.</exception>
    public async Task SettleAsync()
    {
        if (!_ends.IsCompleted)
        {
            log.Information("waiting for the end of the replicas that were replaced");
        }

        try
        {
            await _ends;
        }
        catch (OperationCanceledException exception)
        {
            throw new DeliveryException(
                "replicas that were replaced may still run",
                "the wait for their end was interrupted",
                "./build.sh --target=Deploy ends them, as LabDown does",
                exception);
        }
    }
}
