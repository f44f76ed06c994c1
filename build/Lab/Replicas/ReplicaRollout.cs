using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>
/// Brings the pods of a Deployment to a new template one after another, as Kubernetes does with <c>maxSurge: 1</c> and
/// <c>maxUnavailable: 0</c>: an old pod goes only when a new one has been ready for <c>minReadySeconds</c>.
/// </summary>
public sealed class ReplicaRollout(IReplicaRuntime runtime, ITraffic traffic, Wait wait, IDeliveryLog log)
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    /// <param name="spec">What has to run.</param>
    /// <param name="current">What runs now.</param>
    /// <param name="timeout">How long one pod may take to be ready.</param>
    /// <param name="cancellationToken">Ends it; the pod that is starting is ended, those that were ready stay.</param>
    /// <exception cref="DeliveryException">A new pod did not become ready; the old ones still serve.</exception>
    public async Task<IReadOnlyList<LabReplica>> RunAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> current, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var wanted = spec.Deployment.Replicas;
        var (live, gone) = Split(current, replica => replica.IsRunning);
        foreach (var replica in gone)
        {
            log.Information($"{replica.Pod} has ended by itself and is replaced");
            await runtime.StopAsync(replica, TimeSpan.Zero, cancellationToken);
        }

        var (fresh, old) = Split(live, replica => replica.TemplateHash == spec.TemplateHash);
        var ends = new List<Task>();
        await traffic.RouteAsync(spec, [.. fresh, .. old], cancellationToken);
        if (fresh.Count < wanted)
        {
            await runtime.PullAsync(spec.Image, cancellationToken);
        }

        while (fresh.Count < wanted)
        {
            fresh.Add(await StartOneAsync(spec, fresh.Count, [.. fresh, .. old], timeout, cancellationToken));
            if (old.Count > 0 && fresh.Count + old.Count > wanted)
            {
                ends.Add(await RetireAsync(spec, old, fresh, cancellationToken));
            }
        }

        while (old.Count > 0)
        {
            ends.Add(await RetireAsync(spec, old, fresh, cancellationToken));
        }

        while (fresh.Count > wanted)
        {
            ends.Add(await RetireAsync(spec, fresh, [], cancellationToken));
        }

        await Task.WhenAll(ends);
        await WaitUntilReadyAsync(fresh, before: 0, wanted, timeout, cancellationToken);
        return fresh;
    }

    private async Task<LabReplica> StartOneAsync(ReplicaSpec spec, int before, List<LabReplica> others, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var pod = PodName.New(spec);
        var replica = await runtime.StartAsync(spec, pod, LabPorts.Any(), cancellationToken);
        try
        {
            await traffic.RouteAsync(spec, [.. others, replica], cancellationToken);
            await WaitUntilReadyAsync([replica], before, spec.Deployment.Replicas, timeout, cancellationToken);
            log.Information($"{pod} is ready: {replica.Runtime}");
            return replica;
        }
        catch
        {
            // Also after a cancellation: nothing half started stays behind, and the pods from before go on.
            try
            {
                await traffic.RouteAsync(spec, others, CancellationToken.None);
            }
            finally
            {
                await runtime.StopAsync(replica, TimeSpan.Zero, CancellationToken.None);
            }

            throw;
        }
    }

    /// <param name="replicas">Those that are waited for.</param>
    /// <param name="before">How many others are ready already.</param>
    /// <param name="wanted">How many are to be ready in the end.</param>
    /// <param name="timeout">The upper bound.</param>
    /// <param name="cancellationToken">Ends it.</param>
    private Task<bool> WaitUntilReadyAsync(
        IReadOnlyList<LabReplica> replicas, int before, int wanted, TimeSpan timeout, CancellationToken cancellationToken) => wait.UntilAsync(
        $"{string.Join(", ", replicas.Select(replica => replica.Pod))} to be ready",
        timeout,
        Poll,
        async token =>
        {
            foreach (var (ready, replica) in replicas.Index())
            {
                if (!replica.IsRunning)
                {
                    throw new DeliveryException(
                        $"{replica.Pod} ended before it was ready", await runtime.LogTailAsync(replica, token), "fix the service, or its configuration in the overlay, and deploy again");
                }

                if (await traffic.ObstacleAsync(replica, token) is { } obstacle)
                {
                    return Observation.NotYet<bool>($"{before + ready} of {wanted} replicas ready; {replica.Pod}: {obstacle}");
                }
            }

            return Observation.Done(true);
        },
        $"look at the log of {replicas[^1].Pod} in .lab/run/, or with docker logs",
        cancellationToken);

    /// <summary>Takes the first of the leaving pods out of the traffic and asks it to end. The task that comes back is its end.</summary>
    private async Task<Task> RetireAsync(ReplicaSpec spec, List<LabReplica> leaving, List<LabReplica> staying, CancellationToken cancellationToken)
    {
        var replica = leaving[0];
        leaving.RemoveAt(0);
        await traffic.RouteAsync(spec, [.. staying, .. leaving], cancellationToken);
        log.Information($"{replica.Pod} is replaced and ends");
        return runtime.StopAsync(replica, spec.Deployment.Template.TerminationGracePeriod, cancellationToken);
    }

    private static (List<LabReplica> Matching, List<LabReplica> Others) Split(IEnumerable<LabReplica> replicas, Func<LabReplica, bool> matches)
    {
        var groups = replicas.ToLookup(matches);
        return ([.. groups[true]], [.. groups[false]]);
    }
}

/// <summary>Leads requests and scrapes to pods, and knows which of them are ready.</summary>
public interface ITraffic
{
    /// <summary>From now on these pods, and no others, are the environment's: they are remembered, probed, scraped, and get requests while they are ready.</summary>
    Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken);

    /// <summary>What keeps a pod from being available; null once it has been ready for as long as its Deployment's <c>minReadySeconds</c>.</summary>
    Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken);
}
