using GitOpsDemo.Delivery;
using GitOpsDemo.Lab.Replicas;

namespace GitOpsDemo.Lab;

/// <summary>The lab by hand: what runs, and the end of it all.</summary>
public sealed class LabControl(LabPaths paths, BackgroundProcesses processes, ReplicaRuntimes runtimes, IDeliveryLog log)
{
    /// <summary>Longer than any pod's <c>terminationGracePeriodSeconds</c> would be pointless: the lab has no users to drain.</summary>
    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);

    /// <summary>Everything that the lab started as a process, running or not.</summary>
    public IReadOnlyList<BackgroundProcess> Processes => processes.All;

    /// <summary>What a person can open, by name.</summary>
    public IReadOnlyDictionary<string, string> Urls => LabState.Load(paths).Urls;

    /// <summary>Ends everything that the lab started, and removes its folder. Nothing else is touched.</summary>
    public async Task DownAsync(CancellationToken cancellationToken)
    {
        if (!Directory.Exists(paths.Root))
        {
            log.Information("there is no lab on this computer");
            return;
        }

        var all = processes.All;
        await Task.WhenAll(all.Select(process => processes.StopAsync(process.Name, GracePeriod, cancellationToken)));
        await runtimes.RemoveContainersAsync(cancellationToken);
        Directory.Delete(paths.Root, recursive: true);
        log.Information($"ended {Plural.Of(all.Count(process => !process.IsRunning), "process", "processes")} and removed {paths.Root}");
    }
}
