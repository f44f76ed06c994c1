namespace GitOpsDemo.Delivery.Kubernetes;

/// <summary>
/// Watches the pods of a release while helm waits for them, for helm itself only says that the time is over: it shows those that are not
/// ready, remembers what was last seen of them, and ends helm where waiting can't help.
/// </summary>
public sealed class PodWatch(IKubectl kubectl, TimeProvider time, IDeliveryLog log)
{
    private const int LogLines = 8;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(3);

    /// <summary>Runs helm, and tells of the pods of a namespace as long as it lasts.</summary>
    /// <param name="release">The release that helm works on.</param>
    /// <param name="ns">Its namespace.</param>
    /// <param name="timeout">How long helm waits.</param>
    /// <param name="run">Runs helm; its token asks helm to put back what was there.</param>
    /// <param name="cancellationToken">Ends the watch at once.</param>
    /// <exception cref="DeliveryException">It failed; the message has the pods that were not ready when they were last seen, and what they said.</exception>
    public async Task DuringAsync(string release, string ns, TimeSpan timeout, Func<CancellationToken, Task> run, CancellationToken cancellationToken)
    {
        var before = await LookAsync(ns, cancellationToken);
        var troubles = new Dictionary<string, Trouble>();
        PodState? hopeless = null;
        var patience = TimeSpan.Zero;
        using var stop = new CancellationTokenSource();
        var start = time.GetTimestamp();
        var running = run(stop.Token);
        while (await Task.WhenAny(running, Task.Delay(Interval, time, cancellationToken)) != running && !cancellationToken.IsCancellationRequested)
        {
            // From then on pods go because helm takes them away.
            if (hopeless is not null)
            {
                log.Progress(new StepProgress($"waiting for helm to put {release} back", $"{hopeless}") { Elapsed = time.GetElapsedTime(start) });
                continue;
            }

            var pods = await LookAsync(ns, cancellationToken) ?? [];
            log.Progress(new StepProgress($"waiting for {release} to be ready", Summary(pods)) { Elapsed = time.GetElapsedTime(start), Limit = timeout });
            foreach (var pod in pods.Where(pod => !pod.IsLeaving))
            {
                await NoteAsync(troubles, ns, pod, cancellationToken);
            }

            // What was in trouble before helm began may be what it is to mend, or another's.
            hopeless = before is null ? null : pods.FirstOrDefault(pod =>
                pod is { InVain: not null, IsLeaving: false } && pod.Release == release && before.All(old => old.Uid != pod.Uid));
            if (hopeless is not null)
            {
                patience = time.GetElapsedTime(start);
                log.Warning($"{hopeless.Name} can't get ready: {hopeless.InVain}; helm is ended and puts back what was there");
                await stop.CancelAsync();
            }
        }

        try
        {
            await running;
        }
        catch (DeliveryException exception) when (troubles.Count > 0)
        {
            var seen = $"pods that were not ready:{string.Concat(troubles.Values.Select(trouble => $"\n  {trouble}"))}";
            throw hopeless is null
                ? new DeliveryException(exception.What, $"{exception.Why}\n  {seen}", exception.Next, exception)
                : new DeliveryException(
                    $"{release} can't get ready",
                    $"{hopeless.Name}: {hopeless.InVain}; helm was ended after {StepProgress.Seconds(patience)} and said: {exception.Why}\n  {seen}",
                    "mend that, then run the task again",
                    exception);
        }
    }

    /// <summary>Remembers a pod that is not ready, with the log of a container that has ended: both are gone once helm has put the release back.</summary>
    private async Task NoteAsync(Dictionary<string, Trouble> troubles, string ns, PodState pod, CancellationToken cancellationToken)
    {
        if (pod.IsReady)
        {
            troubles.Remove(pod.Name);
            return;
        }

        var known = troubles.GetValueOrDefault(pod.Name);
        var isNews = known is null || known.Pod.Reason != pod.Reason || known.Pod.Restarts != pod.Restarts;
        troubles[pod.Name] = new(pod, isNews ? await SaidAsync(ns, pod, cancellationToken) ?? known?.Said : known!.Said);
        if (pod.LastEvent is not null && (known?.Pod.LastEvent is null || known.Pod.Reason != pod.Reason))
        {
            log.Information($"  {pod}");
        }
    }

    private async Task<string?> SaidAsync(string ns, PodState pod, CancellationToken cancellationToken)
    {
        try
        {
            return pod.FailedContainer is { } container ? await kubectl.LogsAsync(pod.Name, container, ns, LogLines, cancellationToken) : null;
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException)
        {
            log.Detail(exception.Message);
            return null;
        }
    }

    /// <summary>A look that fails tells nothing; what it is about will fail by itself if it must.</summary>
    private async Task<IReadOnlyList<PodState>?> LookAsync(string ns, CancellationToken cancellationToken)
    {
        try
        {
            return PodState.Read(await kubectl.GetAsync(new("pods,events,jobs.batch", ns), cancellationToken));
        }
        catch (Exception exception) when (exception is DeliveryException or OperationCanceledException)
        {
            log.Detail(exception.Message);
            return null;
        }
    }

    private static string Summary(IReadOnlyList<PodState> pods)
    {
        var waiting = pods.Where(pod => !pod.IsReady).Select(pod => $"; {pod.Name} {pod.Reason}").ToList();
        return $"{pods.Count - waiting.Count} of {pods.Count} pods ready{string.Concat(waiting)}";
    }

    /// <summary>A pod that is not ready, and the last lines that a container of it wrote before it ended.</summary>
    private sealed record Trouble(PodState Pod, string? Said)
    {
        public override string ToString() => Said is null or ""
            ? $"{Pod}"
            : $"{Pod}; {Pod.FailedContainer} said last:{string.Concat(Said.Split('\n').Select(line => $"\n    {Untrusted.Shown(line)}"))}";
    }
}
