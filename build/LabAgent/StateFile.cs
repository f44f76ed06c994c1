using System.Text.Json;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent;

/// <summary>
/// Follows the state file: reads it again and again, which is more reliable than a file system's notifications and costs next to
/// nothing.
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
            log.LogWarning("The agent keeps the last state: {Error}", error);
        }

        _error = error;
    }
}

/// <summary>Reads the content of the state file strictly, so that no state is used that is only half understood.</summary>
internal static class StateReader
{
    /// <exception cref="JsonException">It is not a state that can be followed; the message says why.</exception>
    public static AgentState Read(ReadOnlySpan<byte> content)
    {
        var state = JsonSerializer.Deserialize(content, AgentJson.Default.AgentState) ?? throw new JsonException("it holds null");
        RequireUnique("pod", state.Pods.Select(pod => $"{pod.Namespace}/{pod.Name}"));
        RequireUnique("service", state.Services.Select(service => $"{service.Namespace}/{service.Name}:{service.Port}"));
        foreach (var pod in state.Pods)
        {
            Require(
                pod.Address.IsAbsoluteUri && pod.Address.Scheme == Uri.UriSchemeHttp,
                $"the address of pod {pod.Name} is not http://host:port");
            AgentProbe?[] probes = [pod.Startup, pod.Readiness, pod.Liveness];
            Require(
                probes.All(probe => probe is null or { PeriodSeconds: > 0, TimeoutSeconds: > 0 }),
                $"the probe of pod {pod.Name} has a period or timeout of 0");
        }

        return state;
    }

    private static void RequireUnique(string what, IEnumerable<string> names)
    {
        var twice = names.GroupBy(name => name).FirstOrDefault(group => group.Count() > 1)?.Key;
        Require(twice is null, $"{what} {twice} appears twice");
    }

    private static void Require(bool condition, string message)
    {
        if (!condition)
        {
            throw new JsonException(message);
        }
    }
}
