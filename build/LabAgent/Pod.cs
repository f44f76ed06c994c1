using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent;

/// <summary>One pod: what it is, whether it is ready, and what it is busy with.</summary>
internal sealed class Pod(AgentPod description, int restarts, TimeProvider time) : IDisposable
{
    private readonly CancellationTokenSource _gone = new();
    private volatile AgentPod _description = description;
    private volatile ProcessIdentity? _process = ProcessOf(description);
    private volatile Readiness _readiness = new(false, time.GetUtcNow(), "not probed yet");
    private int _restarts = restarts;
    private int _activeRequests;

    /// <summary>Its description in the lab's state; may change, but stays the same process.</summary>
    public AgentPod Description
    {
        get => _description;
        set => _description = value;
    }

    /// <summary>Its process now; null when it can't be seen from here.</summary>
    public ProcessIdentity? Process => _process;

    /// <summary>How often its process was replaced under its name, and how often it was started again.</summary>
    public int Restarts => Volatile.Read(ref _restarts);

    /// <summary>Whether its process is there. One that can't be seen from here counts as running: its probe tells the rest.</summary>
    public bool IsRunning => _process?.IsRunning ?? true;

    /// <summary>Whether it is running and passes its probe.</summary>
    public bool IsReady => _readiness.IsReady && IsRunning;

    /// <summary>
    /// Whether a service may send it requests. Whether it still runs is not asked for each request: that shows when it does not answer.
    /// </summary>
    public bool TakesRequests => _readiness.IsReady && !_gone.IsCancellationRequested;

    /// <summary>Whether a description is of the process that this pod is.</summary>
    public bool IsSameProcess(AgentPod other) =>
        (other.Process == _description.Process || other.Process == _process)
        && _description.ContainerId == other.ContainerId
        && _description.Address == other.Address;

    /// <summary>Probes it until it is disposed of.</summary>
    public void StartProbing(Prober prober) => _ = prober.RunAsync(this, _gone.Token);

    /// <summary>Takes over the process that was started in the place of another.</summary>
    public void TakeOverProcess()
    {
        _process = ProcessOf(_description);
        Interlocked.Increment(ref _restarts);
    }

    /// <summary>Takes over what a probe showed.</summary>
    public void Observe(bool isReady, string reason)
    {
        var known = _readiness;
        _readiness = new Readiness(isReady, known.IsReady == isReady ? known.Since : time.GetUtcNow(), reason);
    }

    /// <summary>Counts a request as active until the result is disposed of; null when the pod takes none any more.</summary>
    public IDisposable? TryBeginRequest()
    {
        // Counted before the state is read: nobody sees the pod gone without active requests while this one is let in.
        Interlocked.Increment(ref _activeRequests);
        var request = new ActiveRequest(this);
        if (TakesRequests)
        {
            return request;
        }

        request.Dispose();
        return null;
    }

    /// <summary>What is seen at this moment.</summary>
    public PodReport Report()
    {
        var (description, readiness, isRunning) = (_description, _readiness, IsRunning);
        return new PodReport(
            description.Namespace,
            description.Name,
            isRunning,
            readiness.IsReady && isRunning,
            readiness.Since,
            isRunning ? readiness.Reason : "its process is gone",
            Volatile.Read(ref _activeRequests),
            Restarts);
    }

    public void Dispose()
    {
        _gone.Cancel();
        _gone.Dispose();
    }

    /// <summary>An agent that was replaced has started it again, too: the file knows.</summary>
    private static ProcessIdentity? ProcessOf(AgentPod pod) =>
        (pod.Start is null ? null : PidFile.Read(pod.Start.PidFile)?.Process) ?? pod.Process;

    private sealed record Readiness(bool IsReady, DateTimeOffset Since, string Reason);

    private sealed class ActiveRequest(Pod pod) : IDisposable
    {
        public void Dispose() => Interlocked.Decrement(ref pod._activeRequests);
    }
}

/// <summary>A pod at one moment, so that all series of a scrape agree.</summary>
internal sealed class PodSnapshot(Pod pod)
{
    /// <summary>What the lab says of it.</summary>
    public AgentPod Description { get; } = pod.Description with { Process = pod.Process };

    public PodReport Seen { get; } = pod.Report();

    public string Uid { get; } = PodUid.Of(pod.Description.Namespace, pod.Description.Name);

    /// <summary>A pod whose process ended by itself has failed: the lab does not start it again.</summary>
    public string Phase => Seen.IsRunning ? "Running" : "Failed";
}
