using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab;

/// <summary>Starts the lab's services where they do not run yet, or run with another command line.</summary>
public sealed class LabServices(LabPaths paths, BackgroundProcesses processes, HttpClient http, Wait wait, IDeliveryLog log)
{
    /// <summary>How often a port is chosen: what was free may be another lab's a moment later.</summary>
    private const int MostAttempts = 5;

    private static readonly TimeSpan ReadyTimeout = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Makes sure that a service runs and is ready.</summary>
    /// <returns>Its address.</returns>
    public async Task<Uri> EnsureAsync(LabService service, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (process, port) = await StartedAsync(service, cancellationToken);
            try
            {
                await ReadyAsync(service, process, Address(port), cancellationToken);
                return Address(port);
            }
            catch (DeliveryException) when (attempt < MostAttempts && !process.IsRunning && TakenPortOf(service, port) is { } taken)
            {
                log.Information($"{service.Name}: another program has taken port {taken} meanwhile");
            }
        }
    }

    private async Task<(BackgroundProcess Process, int Port)> StartedAsync(LabService service, CancellationToken cancellationToken)
    {
        var state = LabState.Load(paths);
        var running = processes.Running(service.Name);
        var port = PortOf(service.Name, service.PreferredPort, state, running is not null);
        var command = service.Start(port);
        var startedAs = Path.Combine(paths.Run, service.Name + ".command");
        if (running is null || !File.Exists(startedAs) || await File.ReadAllTextAsync(startedAs, cancellationToken) != command.ToString())
        {
            await processes.StopAsync(service.Name, LabService.GracePeriod, cancellationToken);
            LabState.Change(paths, latest => latest.WithPort(service.Name, port));
            running = await processes.StartAsync(service.Name, command, cancellationToken);
            AtomicFile.WriteAllText(startedAs, command.ToString());
            log.Information($"{service.Name} started on {Address(port)} (process {running.Identity.Id})");
        }

        return (running, port);
    }

    /// <summary>A further port of a service: the one that it had, or the next free one.</summary>
    /// <param name="isInner">Whether only programs use it; a person can open it otherwise.</param>
    public int FurtherPortOf(string service, string name, int preferred, bool isInner = false)
    {
        var isRunning = processes.Running(service) is not null;
        return LabState.Change(paths, state =>
        {
            var port = PortOf(name, preferred, state, isRunning);
            return isInner ? state.WithInnerPort(name, port) : state.WithPort(name, port);
        }).PortOf(name);
    }

    /// <summary>The address of a service that runs.</summary>
    /// <exception cref="DeliveryException">It does not run.</exception>
    public Uri AddressOf(string name) => Find(name) ?? throw new DeliveryException(
        $"{name} does not run in the lab",
        $"nothing that the lab started under that name is alive ({paths.Run})",
        "./build.sh --target=InstallMonitoring starts what is missing; LabStatus shows what runs");

    /// <summary>The address of a service; null when it does not run.</summary>
    public Uri? Find(string name) =>
        LabState.Load(paths).Ports.TryGetValue(name, out var port) && processes.Running(name) is not null ? Address(port) : null;

    private int? TakenPortOf(LabService service, int port)
    {
        if (LabPorts.IsTaken(port))
        {
            return port;
        }

        return service.FurtherPort is { } name
            && LabState.Load(paths).Ports.TryGetValue(name, out var further)
            && LabPorts.IsTaken(further)
                ? further
                : null;
    }

    private static Uri Address(int port) => new($"http://localhost:{port}/");

    /// <summary>The port it had, as long as it is its own or still free: addresses that people have open stay good.</summary>
    private static int PortOf(string name, int preferred, LabState state, bool isRunning)
    {
        var others = state.Ports.Where(port => port.Key != name).Select(port => port.Value);
        return state.Ports.TryGetValue(name, out var port) && (isRunning || LabPorts.Choose(port, others) == port)
            ? port
            : LabPorts.Choose(preferred, others);
    }

    private Task<bool> ReadyAsync(LabService service, BackgroundProcess process, Uri address, CancellationToken cancellationToken) =>
        wait.UntilAsync(
            $"{service.Name} to be ready",
            ReadyTimeout,
            Poll,
            async token =>
            {
                if (!process.IsRunning)
                {
                    throw new DeliveryException(
                        $"{service.Name} ended right after its start", process.LogTail(), $"look at {process.LogFile}");
                }

                try
                {
                    using var response = await http.GetAsync(new Uri(address, service.ReadyPath), token);

                    // Where two labs chose the same port, it may be the other's that answers.
                    return response.IsSuccessStatusCode && process.IsRunning ? Observation.Done(true) : Observation.NotYet<bool>(
                        $"it answers {(int)response.StatusCode}");
                }
                catch (Exception exception) when (HttpFailure.Is(exception))
                {
                    return Observation.NotYet<bool>(exception.Message);
                }
            },
            $"look at {process.LogFile}",
            cancellationToken);
}

/// <summary>A program of the lab that listens on 127.0.0.1.</summary>
/// <param name="Name">Its name, as in <c>.lab/run/&lt;name&gt;.log</c>.</param>
/// <param name="PreferredPort">Its well-known port.</param>
/// <param name="ReadyPath">The path that answers 200 when it is ready.</param>
/// <param name="Start">Writes what it needs to start on a port, and gives the command.</param>
public sealed record LabService(string Name, int PreferredPort, string ReadyPath, Func<int, Command> Start)
{
    /// <summary>The name of its further port (<see cref="LabServices.FurtherPortOf"/>); null when it has none.</summary>
    public string? FurtherPort { get; init; }

    /// <summary>How long it may take to end before it is killed.</summary>
    public static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(10);
}

/// <summary>Ports on 127.0.0.1: the well-known one when it is free, else the next free one.</summary>
internal static class LabPorts
{
    private const int LargestPort = 65535;

    /// <summary>The first port from <paramref name="preferred"/> on that nothing listens on and that is not taken.</summary>
    public static int Choose(int preferred, IEnumerable<int> taken)
    {
        var used = IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners().Select(
            listener => listener.Port).Concat(taken).ToHashSet();
        return Enumerable.Range(preferred, LargestPort - preferred + 1).First(port => !used.Contains(port) && LoopbackPort.IsFree(port));
    }

    /// <summary>Whether somebody listens on a port.</summary>
    public static bool IsTaken(int port) => Choose(port, []) != port;

    /// <summary>A port that the operating system hands out.</summary>
    public static int Any()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>A port that the operating system hands out, for each of these.</summary>
    public static IReadOnlyDictionary<int, int> AnyFor(IReadOnlyList<int> numbers)
    {
        // All are open at a time, so that no two are the same.
        var listeners = numbers.ToDictionary(number => number, _ => new TcpListener(IPAddress.Loopback, 0));
        foreach (var listener in listeners.Values)
        {
            listener.Start();
        }

        var ports = listeners.ToDictionary(listener => listener.Key, listener => ((IPEndPoint)listener.Value.LocalEndpoint).Port);
        foreach (var listener in listeners.Values)
        {
            listener.Dispose();
        }

        return ports;
    }
}
