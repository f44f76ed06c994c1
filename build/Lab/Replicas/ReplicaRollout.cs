using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>
/// Brings the pods of a Deployment to a new template as Kubernetes does: never more than <c>maxSurge</c> beyond those that are wanted, and
/// never more than <c>maxUnavailable</c> missing. A new pod counts once it has been ready for <c>minReadySeconds</c>.
/// </summary>
/// <param name="runtime">Runs pods.</param>
/// <param name="traffic">Leads requests to them.</param>
/// <param name="logs">The folder where the log of a pod that never became ready is kept.</param>
public sealed class ReplicaRollout(IReplicaRuntime runtime, ITraffic traffic, string logs, Wait wait, IDeliveryLog log)
{
    private const int TailLines = 10;
    private const int LineLength = 240;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs it.</summary>
    /// <param name="current">What runs now.</param>
    /// <param name="timeout">How long one pod may take to be ready.</param>
    /// <param name="cancellationToken">Ends it; the pod that is starting is ended, those that were ready stay.</param>
    /// <exception cref="DeliveryException">A new pod did not become ready; the old ones still serve.</exception>
    public async Task<IReadOnlyList<LabReplica>> RunAsync(
        ReplicaSpec spec, IReadOnlyList<LabReplica> current, TimeSpan timeout, CancellationToken cancellationToken)
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
        await Task.WhenAll(
            traffic.RouteAsync(spec, [.. fresh, .. old], cancellationToken),
            fresh.Count < wanted ? runtime.PullAsync(spec.Image, cancellationToken) : Task.CompletedTask);

        var (surge, unavailable) = spec.Deployment.Strategy.Of(wanted);
        while (fresh.Count < wanted || old.Count > 0)
        {
            var spare = Math.Min(old.Count, fresh.Count + old.Count - (wanted - unavailable));
            if (spare > 0)
            {
                ends.AddRange(await RetireAsync(spec, spare, old, fresh, cancellationToken));
            }

            var starts = Math.Min(wanted - fresh.Count, wanted + surge - fresh.Count - old.Count);
            if (starts > 0)
            {
                fresh.AddRange(await StartAsync(spec, starts, fresh.Count, [.. fresh, .. old], timeout, cancellationToken));
            }
        }

        if (fresh.Count > wanted)
        {
            ends.AddRange(await RetireAsync(spec, fresh.Count - wanted, fresh, [], cancellationToken));
        }

        await Task.WhenAll(ends);
        await WaitUntilReadyAsync(fresh, before: 0, wanted, timeout, cancellationToken);
        return fresh;
    }

    /// <summary>Starts some pods at once, and waits until all of them are ready.</summary>
    private async Task<IReadOnlyList<LabReplica>> StartAsync(
        ReplicaSpec spec, int count, int before, List<LabReplica> others, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var started = new List<LabReplica>();
        try
        {
            while (started.Count < count)
            {
                started.Add(await runtime.StartAsync(spec, PodName.New(spec), LabPorts.AnyFor(spec.PortNumbers), cancellationToken));
            }

            await traffic.RouteAsync(spec, [.. others, .. started], cancellationToken);
            await WaitUntilReadyAsync(started, before, spec.Deployment.Replicas, timeout, cancellationToken);
            started.ForEach(replica => log.Information($"{replica.Pod} is ready: {replica.Runtime}"));
            return started;
        }
        catch
        {
            // Also after a cancellation: no half-started pod stays behind, and the pods from before keep running.
            try
            {
                await traffic.RouteAsync(spec, others, CancellationToken.None);
            }
            finally
            {
                await Task.WhenAll(started.Select(replica => runtime.StopAsync(replica, TimeSpan.Zero, CancellationToken.None)));
            }

            throw;
        }
    }

    /// <param name="replicas">Those that are waited for.</param>
    /// <param name="before">How many others are ready already.</param>
    /// <param name="wanted">How many have to be ready in the end.</param>
    /// <param name="timeout">The upper bound.</param>
    private async Task WaitUntilReadyAsync(
        IReadOnlyList<LabReplica> replicas, int before, int wanted, TimeSpan timeout, CancellationToken cancellationToken)
    {
        if (replicas.Count == 0)
        {
            return;
        }

        var culprit = replicas[^1];
        try
        {
            await wait.UntilAsync(
                $"{string.Join(", ", replicas.Select(replica => replica.Pod))} to be ready",
                timeout,
                Poll,
                async token =>
                {
                    foreach (var (ready, replica) in replicas.Index())
                    {
                        culprit = replica;
                        if (!replica.IsRunning)
                        {
                            throw new DeliveryException($"{replica.Pod} ended before it was ready", "its program has ended", "");
                        }

                        if (await traffic.ObstacleAsync(replica, token) is { } obstacle)
                        {
                            return Observation.NotYet<bool>($"{before + ready} of {wanted} replicas ready; {replica.Pod}: {obstacle}");
                        }
                    }

                    return Observation.Done(true);
                },
                next: "",
                cancellationToken);
        }
        catch (DeliveryException failure) when (failure.Next.Length == 0)
        {
            throw await WithLogAsync(failure, culprit);
        }
    }

    /// <summary>The pod ends, and its output with it: its log is kept, and the last of it is in the message.</summary>
    private async Task<DeliveryException> WithLogAsync(DeliveryException failure, LabReplica replica)
    {
        var said = (await runtime.LogAsync(replica, CancellationToken.None)).TrimEnd();
        var file = Path.Combine(logs, $"{replica.Pod}.log");
        AtomicFile.WriteAllText(file, said + "\n");
        var untold = string.Join(", ", replica.UnmappedPorts);
        var ports = untold.Length == 0
            ? ""
            : $"; no variable and no argument names port {untold}, so the process could not be given the number that it has here";
        var lines = said.Split('\n').TakeLast(TailLines).Select(line => Untrusted.Cut(line, LineLength));
        var tail = said.Length == 0 ? "it wrote nothing" : string.Join("\n    ", lines.Prepend("the end of its log:"));
        return new(failure.What, $"{failure.Why}{ports}; {tail}", $"fix what the probe or the log names; the whole log is {file}", failure);
    }

    /// <summary>Takes the first of the leaving pods out of the traffic and asks them to end. What comes back are their ends.</summary>
    private async Task<IReadOnlyList<Task>> RetireAsync(
        ReplicaSpec spec, int count, List<LabReplica> leaving, List<LabReplica> staying, CancellationToken cancellationToken)
    {
        var ending = leaving[..count];
        leaving.RemoveRange(0, count);
        await traffic.RouteAsync(spec, [.. staying, .. leaving], cancellationToken);
        ending.ForEach(replica => log.Information($"{replica.Pod} is replaced and ends"));
        return
        [
            .. ending.Select(replica => runtime.StopAsync(
                replica, spec.Deployment.Template.TerminationGracePeriod, cancellationToken)),
        ];
    }

    private static (List<LabReplica> Matching, List<LabReplica> Others) Split(
        IEnumerable<LabReplica> replicas, Func<LabReplica, bool> matches)
    {
        var groups = replicas.ToLookup(matches);
        return ([.. groups[true]], [.. groups[false]]);
    }
}

/// <summary>Leads requests and scrapes to pods, and knows which of them are ready.</summary>
public interface ITraffic
{
    /// <summary>
    /// From now on these pods, and no others, are the environment's: they are remembered, probed, scraped, and get requests while they are
    /// ready.
    /// </summary>
    Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken);

    /// <summary>
    /// What keeps a pod from being available; null once it has been ready for as long as its Deployment's <c>minReadySeconds</c>.
    /// </summary>
    Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken);
}
