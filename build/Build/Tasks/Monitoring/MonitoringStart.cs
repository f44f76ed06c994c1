using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Tasks.Lab;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Build.Tasks.Monitoring;

/// <summary>
/// The monitoring and its rules, each once in a run. Where nothing is monitored yet they are begun beside the compile, for a rule is
/// evaluated for the first time up to an interval after it was loaded. Where something is, a commit whose tests fail changes nothing of it.
/// </summary>
public sealed class MonitoringStart(IPlatform platform)
{
    private Task? _installed;
    private Task? _applied;

    /// <summary>Begins both, in a run that needs them.</summary>
    internal void Begin(BuildContext context)
    {
        var tasks = BuildTasks.Of(context.Options);
        if (tasks.Contains(nameof(InstallMonitoring))
            && tasks.Contains(nameof(ApplyAlerts))
            && !tasks.Contains(nameof(LabDown))
            && platform.IsUnmonitored)
        {
            var installed = Task.Run(() => platform.InstallMonitoringAsync(context.CancellationToken), context.CancellationToken);
            _installed = installed;
            _applied = Task.Run(
                async () =>
                {
                    await installed;
                    await platform.ApplyAlertsAsync(context.AlertManifests(), context.CancellationToken);
                },
                context.CancellationToken);
        }
    }

    /// <summary>Waits until the monitoring runs; installs it where nobody has begun to.</summary>
    internal Task InstallAsync(BuildContext context) => _installed ??= platform.InstallMonitoringAsync(context.CancellationToken);

    /// <summary>Waits until the rules are loaded; loads them where nobody has begun to.</summary>
    internal Task ApplyAsync(BuildContext context) =>
        _applied ??= platform.ApplyAlertsAsync(context.AlertManifests(), context.CancellationToken);

    /// <summary>Waits for what was begun in a run that has failed otherwise.</summary>
    internal async Task EndAsync()
    {
        if (_applied is { } begun)
        {
            await begun.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
