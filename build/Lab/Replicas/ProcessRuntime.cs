using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>Runs pods without a container engine: the image is pulled and unpacked, and its program started as a process of this user.</summary>
public sealed class ProcessRuntime(BackgroundProcesses processes, ImageUnpacker unpacker) : IReplicaRuntime
{
    /// <inheritdoc/>
    public async Task PullAsync(ImageReference image, CancellationToken cancellationToken) => await unpacker.UnpackAsync(image, cancellationToken);

    /// <inheritdoc/>
    public async Task<LabReplica> StartAsync(ReplicaSpec spec, string pod, int port, CancellationToken cancellationToken)
    {
        var image = await unpacker.UnpackAsync(spec.Image, cancellationToken);
        var configuration = image.Configuration.Container ?? new ContainerConfiguration();
        if (CommandLineOf(spec.Container, configuration) is not [var program, .. var arguments])
        {
            throw new DeliveryException(
                $"{pod} can't be started", $"neither {spec.Image} nor its Deployment names a program", "give the image an ENTRYPOINT, or the container a command");
        }

        var started = await processes.StartAsync(
            pod,
            new Command(Inside(image.RootFolder, program), arguments)
            {
                WorkingDirectory = Inside(image.RootFolder, configuration.WorkingDirectory ?? "/"),
                Environment = EnvironmentOf(spec, pod, port, configuration),
            },
            cancellationToken);
        return new(pod, spec.TemplateHash, spec.Image.ToString(), port, started.Identity.Id, started.Identity.Started, Container: null);
    }

    /// <inheritdoc/>
    public Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken) =>
        processes.StopAsync(replica.Pod, gracePeriod, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> EndStraysAsync(IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var strays = processes.All.Where(process => PodName.Is(process.Name) && !known.Contains(process.Name)).ToList();
        var running = strays.Where(stray => stray.IsRunning).Select(stray => stray.Name).ToList();
        await Task.WhenAll(strays.Select(stray => processes.StopAsync(stray.Name, gracePeriod, cancellationToken)));
        return running;
    }

    /// <inheritdoc/>
    public void RemoveUnusedImages(IEnumerable<LabReplica> pods) => unpacker.RemoveOthers([.. pods.Select(pod => ImageReference.Parse(pod.Image).Digest!)]);

    /// <inheritdoc/>
    public Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken) => SignalAsync(replica, Signals.Stop);

    /// <inheritdoc/>
    public Task ThawAsync(LabReplica replica, CancellationToken cancellationToken) => SignalAsync(replica, Signals.Continue);

    /// <inheritdoc/>
    public Task<string> LogTailAsync(LabReplica replica, CancellationToken cancellationToken) =>
        Task.FromResult(processes.Find(replica.Pod)?.LogTail() ?? "it left no log");

    /// <inheritdoc/>
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

    /// <summary>A container's command replaces all that the image starts with, its arguments the image's arguments alone.</summary>
    private static string[] CommandLineOf(Container container, ContainerConfiguration image) => container switch
    {
        { Command.Count: > 0 } => [.. container.Command, .. container.Args],
        { Args.Count: > 0 } => [.. image.EntryPoint ?? [], .. container.Args],
        _ => [.. image.EntryPoint ?? [], .. image.Arguments ?? []],
    };

    /// <summary>
    /// The image's variables, then the manifest's. Pods of one computer share an address: each gets a port of its own, on 127.0.0.1 only,
    /// in the place of the container's port.
    /// </summary>
    private static Dictionary<string, string?> EnvironmentOf(ReplicaSpec spec, string pod, int port, ContainerConfiguration configuration)
    {
        var environment = new Dictionary<string, string?>();
        foreach (var (name, value) in (configuration.Environment ?? []).Select(line => line.Split('=', 2)).Where(pair => pair[0] != "PATH").Select(pair => (pair[0], pair[^1])))
        {
            environment[name] = value;
        }

        foreach (var (name, value) in spec.EnvironmentOf(pod))
        {
            environment[name] = value;
        }

        environment["ASPNETCORE_HTTP_PORTS"] = null;
        environment["ASPNETCORE_URLS"] = $"http://127.0.0.1:{port}";
        return environment;
    }

    private static Task SignalAsync(LabReplica replica, int signal)
    {
        if (replica.IsRunning)
        {
            Signals.Send(replica.ProcessId, signal);
        }

        return Task.CompletedTask;
    }

    private static string Inside(string root, string path) => Path.Combine(root, path.TrimStart('/'));
}
