using System.Collections.Immutable;

namespace GitOpsDemo.LabAgent.Forwarding;

/// <summary>The pods behind a service, taken in turn.</summary>
internal sealed class ServiceEndpoints
{
    private ImmutableArray<Pod> _pods = [];
    private int _turn = -1;

    /// <summary>All of them, ready or not.</summary>
    public ImmutableArray<Pod> Pods
    {
        get => _pods;
        set => ImmutableInterlocked.InterlockedExchange(ref _pods, value);
    }

    /// <summary>The next pod that takes requests and has not been tried; null when there is none.</summary>
    public Pod? Next(IReadOnlyCollection<Pod> tried)
    {
        var able = _pods.Where(pod => pod.TakesRequests && !tried.Contains(pod)).ToArray();
        return able.Length == 0 ? null : able[(uint)Interlocked.Increment(ref _turn) % able.Length];
    }

    /// <summary>Why each pod takes no requests.</summary>
    public List<string> Obstacles() => [.. _pods
        .Select(pod => pod.Report())
        .Select(pod => $"{pod.Name}: {(pod.IsTerminating ? "terminating" : pod.Reason)}")
        .DefaultIfEmpty("its selector matches no pod")];
}
