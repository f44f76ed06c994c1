using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>
/// Runs pods without a container engine: the image is pulled and unpacked, and its program started as a process of this user.
/// </summary>
public sealed class ProcessRuntime(BackgroundProcesses processes, ImageUnpacker unpacker) : IReplicaRuntime
{
    private const int LogBytes = 1024 * 1024;

    public async Task PullAsync(ImageReference image, CancellationToken cancellationToken) =>
        await unpacker.UnpackAsync(image, cancellationToken);

    public async Task<LabReplica> StartAsync(
        ReplicaSpec spec, string pod, IReadOnlyDictionary<int, int> ports, CancellationToken cancellationToken)
    {
        var image = await unpacker.UnpackAsync(spec.Image, cancellationToken);
        var configuration = image.Configuration.Container ?? new ContainerConfiguration();
        var remapping = new PortRemapping(ports);
        var environment = Environment(spec, pod, configuration);
        if (remapping.In(CommandLineOf(spec, spec.EnvironmentOf(pod), configuration)) is not [var program, .. var arguments])
        {
            throw new DeliveryException(
                $"{pod} can't be started",
                $"neither {spec.Image} nor its Deployment names a program",
                "give the image an ENTRYPOINT, or the container a command");
        }

        var command = new Command(ProgramOf(image.RootFolder, program, configuration), arguments)
        {
            WorkingDirectory = Inside(image.RootFolder, spec.Container.WorkingDirectory ?? configuration.WorkingDirectory ?? "/"),
            Environment = Clean(remapping.In(environment)),
        };
        var started = await processes.StartAsync(pod, command, cancellationToken);
        return new(
            pod,
            spec.TemplateHash,
            spec.Image.ToString(),
            ports[spec.Port.Number],
            started.Identity.Id,
            started.Identity.Started,
            Container: null)
        {
            Ports = ports,
            UnmappedPorts = remapping.Unmapped,
            Start = processes.StartOf(pod, command),
            RootFolder = image.RootFolder,
        };
    }

    public Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken) =>
        processes.StopAsync(replica.Pod, gracePeriod, cancellationToken);

    public async Task<IReadOnlyList<string>> EndStraysAsync(
        IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var strays = processes.All.Where(process => PodName.Is(process.Name) && !known.Contains(process.Name)).ToList();
        var running = strays.Where(stray => stray.IsRunning).Select(stray => stray.Name).ToList();
        await Task.WhenAll(strays.Select(stray => processes.StopAsync(stray.Name, gracePeriod, cancellationToken)));
        return running;
    }

    public void RemoveUnusedImages(IEnumerable<LabReplica> pods) =>
        unpacker.RemoveOthers([.. pods.Select(pod => ImageReference.Parse(pod.Image).Digest!)]);

    public Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken) => SignalAsync(replica, Signals.Stop);

    public Task ThawAsync(LabReplica replica, CancellationToken cancellationToken) => SignalAsync(replica, Signals.Continue);

    public async Task<string> LogAsync(LabReplica replica, CancellationToken cancellationToken)
    {
        if (processes.Find(replica.Pod) is not { } process)
        {
            return "";
        }

        await using var log = new FileStream(process.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        log.Seek(-Math.Min(log.Length, LogBytes), SeekOrigin.End);
        using var reader = new StreamReader(log);
        return await reader.ReadToEndAsync(cancellationToken);
    }

    public async Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        if (processes.Find(replica.Pod) is not { } process)
        {
            return null;
        }

        await using var log = new FileStream(process.LogFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var reader = new StreamReader(log);
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }
        }

        return null;
    }

    public IReplicaLog OpenLog(LabReplica replica, DateTimeOffset since) =>
        new FileLog(replica.Pod, processes.LogFile(replica.Pod), TimeProvider.System);

    /// <summary>A container's command replaces all that the image starts with, its arguments the image's arguments alone.</summary>
    private static IReadOnlyList<string> CommandLineOf(
        ReplicaSpec spec, IReadOnlyDictionary<string, string> environment, ContainerConfiguration image) => spec.Container switch
        {
            { Command.Count: > 0 } => [.. spec.CommandOf(environment), .. spec.ArgumentsOf(environment)],
            { Args.Count: > 0 } => [.. image.EntryPoint ?? [], .. spec.ArgumentsOf(environment)],
            _ => [.. image.EntryPoint ?? [], .. image.Arguments ?? []],
        };

    /// <summary>A program of the image; without a path it is looked for where the image does.</summary>
    /// <exception cref="DeliveryException">The image does not have it.</exception>
    private static string ProgramOf(string root, string program, ContainerConfiguration configuration)
    {
        const string Variable = "PATH=";
        var path = (configuration.Environment ?? []).FirstOrDefault(
            line => line.StartsWith(Variable, StringComparison.Ordinal))?[Variable.Length..]
            ?? "/usr/local/bin:/usr/bin:/bin";
        var places = program.Contains('/', StringComparison.Ordinal)
            ? [Inside(root, Path.Combine(configuration.WorkingDirectory ?? "/", program))]
            : path.Split(':', StringSplitOptions.RemoveEmptyEntries).Select(folder => Inside(root, Path.Combine(folder, program))).ToList();
        return places.FirstOrDefault(File.Exists) ?? throw new DeliveryException(
            $"{program} can't be started",
            program == "dotnet"
                ? "the image has no program dotnet: the service is published self-contained, and its own program is what starts it"
                : $"the image has no such program ({string.Join(", ", places.Select(place => place[root.Length..]))})",
            configuration.EntryPoint is { Count: > 0 } entry
                ? $"leave command out of the Deployment, or write command: [\"{string.Join("\", \"", entry)}\"]"
                : "name a program of the image in the container's command");
    }

    /// <summary>The image's variables, then the manifest's. What the image's programs are found by means other folders here.</summary>
    private static Dictionary<string, string> Environment(ReplicaSpec spec, string pod, ContainerConfiguration configuration)
    {
        var environment = (configuration.Environment ?? []).Select(line => line.Split('=', 2)).Where(pair => pair[0] != "PATH")
            .GroupBy(pair => pair[0]).ToDictionary(same => same.Key, same => same.Last()[^1]);
        environment["HOSTNAME"] = pod;
        foreach (var (name, value) in spec.EnvironmentOf(pod))
        {
            environment[name] = value;
        }

        return environment;
    }

    /// <summary>Of the environment of the build, a pod gets only the variables that programs need to find their files.</summary>
    private static Dictionary<string, string?> Clean(Dictionary<string, string?> environment)
    {
        // A runtime that is killed leaves its sockets for debuggers in the folder for temporary files.
        environment.TryAdd("DOTNET_EnableDiagnostics", "0");
        var all = System.Environment.GetEnvironmentVariables().Keys.Cast<string>();
        foreach (var inherited in all.Where(name => name is not ("PATH" or "HOME" or "TMPDIR")))
        {
            environment.TryAdd(inherited, null);
        }

        return environment;
    }

    private static Task SignalAsync(LabReplica replica, int signal)
    {
        if (replica.IsRunning)
        {
            Signals.Send(replica.Process.Id, signal);
        }

        return Task.CompletedTask;
    }

    /// <summary>Where a path of the image is on this computer.</summary>
    internal static string Inside(string root, string path) => Path.Combine(root, path.TrimStart('/'));
}
