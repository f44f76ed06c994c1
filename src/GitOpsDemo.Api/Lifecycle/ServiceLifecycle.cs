using GitOpsDemo.Api.Logging;
using GitOpsDemo.Api.Settings;

namespace GitOpsDemo.Api.Lifecycle;

/// <summary>
/// Ready only once it listens and has answered each of its own questions; told to end, first not ready, then serving on until everybody
/// has noticed. The host drains afterwards.
/// </summary>
internal sealed class ServiceLifecycle(
    Readiness readiness, WarmUp warmUp, ServiceSettings settings, TimeProvider time, ILogger<ServiceLifecycle> logger)
    : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Runs after the server has begun to listen.</summary>
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        await warmUp.RunAsync(cancellationToken);
        readiness.Started();
        ServiceLog.Ready(logger);
    }

    /// <summary>Runs before the server stops listening.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Ending();
        ServiceLog.Ending(logger, settings.ReadinessDelay.TotalSeconds);
        await Task.Delay(settings.ReadinessDelay, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        ServiceLog.Ended(logger);
        return Task.CompletedTask;
    }
}
