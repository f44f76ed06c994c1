namespace GitOpsDemo.Api;

/// <summary>Whether the service wants traffic: from when it listens until it is told to end.</summary>
internal sealed class Readiness
{
    private volatile bool _isReady;

    public Readiness(IHostApplicationLifetime lifetime)
    {
        lifetime.ApplicationStarted.Register(() => _isReady = true);
        lifetime.ApplicationStopping.Register(() => _isReady = false);
    }

    public bool IsReady => _isReady;
}
