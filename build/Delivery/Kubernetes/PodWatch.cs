namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>Shows the pods that are not ready while something waits for them: helm and kubectl themselves only say that the time is over.</summary>
public sealed class PodWatch(IKubectl kubectl, TimeProvider time, IDeliveryLog log)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Runs something, and tells of the pods of a namespace as long as it lasts.</summary>
    /// <exception cref="DeliveryException">It failed; the message has the pods that were not ready when they were last seen.</exception>
    public async Task DuringAsync(string ns, string what, TimeSpan timeout, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        IReadOnlyList<PodState> pods = [];
        var told = new HashSet<(string, string)>();
        var start = time.GetTimestamp();
        var running = run(cancellationToken);
        while (await Task.WhenAny(running, Task.Delay(Interval, time, cancellationToken)) != running && !cancellationToken.IsCancellationRequested)
        {
            pods = await LookAsync(ns, pods, cancellationToken);
            log.Progress(new StepProgress($"waiting for {what}", Summary(pods)) { Elapsed = time.GetElapsedTime(start), Limit = timeout });
            foreach (var pod in pods.Where(pod => !pod.IsReady && pod.LastEvent is not null && told.Add((pod.Name, pod.Reason))))
            {
                log.Information($"  {pod}");
            }
        }

        try
        {
            await running;
        }
        catch (DeliveryException exception) when (pods.Any(pod => !pod.IsReady))
        {
            throw new DeliveryException(
                exception.What,
                $"{exception.Why}\n  pods that were not ready:\n  {string.Join("\n  ", pods.Where(pod => !pod.IsReady))}",
                exception.Next,
                exception);
        }
    }

    /// <summary>A look that fails tells nothing new; what it is about will fail by itself if it must.</summary>
    private async Task<IReadOnlyList<PodState>> LookAsync(string ns, IReadOnlyList<PodState> before, CancellationToken cancellationToken)
    {
        try
        {
            var objects = await kubectl.GetAsync(new("pods,events", ns), cancellationToken);
            return PodState.Read(objects);
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException)
        {
            log.Detail(exception.Message);
            return before;
        }
    }

    private static string Summary(IReadOnlyList<PodState> pods)
    {
        var waiting = pods.Where(pod => !pod.IsReady).Select(pod => $"; {pod.Name} {pod.Reason}").ToList();
        return $"{pods.Count - waiting.Count} of {pods.Count} pods ready{string.Concat(waiting)}";
    }
}
