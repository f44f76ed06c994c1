using System.Text.Json;

namespace GitOpsDemo.LabAgent;

/// <summary>
/// Follows the state file: reads it again and again, which is simpler than to be sure of a file system's notifications and costs
/// next to nothing.
/// </summary>
internal sealed class StateFile(AgentOptions options, Cluster cluster, TimeProvider time, ILogger<StateFile> log) : BackgroundService
{
    private byte[] _last = [];
    private volatile string? _error = "the state file has not been read yet";

    /// <summary>Why the agent does not follow the file; null when it does.</summary>
    public string? Error => _error;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Interval, time);
        do
        {
            await FollowAsync(stoppingToken);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task FollowAsync(CancellationToken cancellationToken)
    {
        try
        {
            var content = await File.ReadAllBytesAsync(options.StateFile, cancellationToken);
            if (!content.AsSpan().SequenceEqual(_last))
            {
                cluster.Apply(StateReader.Read(content));
                _last = content;
            }

            await cluster.ListenAsync(cancellationToken);
            Report(null);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            // What was last read stays in force: a lab that can't be changed is better than one that is gone.
            Report($"{options.StateFile}: {exception.Message}");
        }
    }

    private void Report(string? error)
    {
        if (error is not null && error != _error)
        {
            log.LogWarning("The agent keeps to the last state: {Error}", error);
        }

        _error = error;
    }
}
