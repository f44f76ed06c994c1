using GitOpsDemo.Api.Settings;

namespace GitOpsDemo.Api.Lifecycle;

/// <summary>
/// Ready only once it listens and has answered each of its own questions; told to end, first not ready, then serving on until everybody
/// has noticed. The host drains afterwards.
/// </summary>
internal sealed partial class ServiceLifecycle(
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
        LogReady(logger);
    }

    /// <summary>Runs before the server stops listening.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Ending();
        LogEnding(logger, settings.ReadinessDelay.TotalSeconds);
        await Task.Delay(settings.ReadinessDelay, time, cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken)
    {
        LogEnded(logger);
        return Task.CompletedTask;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Ready")]
    private static partial void LogReady(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Not ready any more: shutting down. Serving on for {Seconds} s")]
    private static partial void LogEnding(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained")]
    private static partial void LogEnded(ILogger logger);
}
