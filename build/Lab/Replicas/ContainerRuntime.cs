using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>Runs pods on the container engine of this computer, with what their security contexts ask for.</summary>
public sealed class ContainerRuntime(LabPaths paths, ICommandRunner runner, Wait wait, IDeliveryLog log) : IReplicaRuntime
{
    /// <summary>By this label, with the lab's folder as its value, the lab's containers are told from all others.</summary>
    public const string Label = "gitopsdemo.lab";

    private const string Docker = "docker";
    private const int LogLines = 10_000;

    /// <summary>Of a Linux computer.</summary>
    private const int LongestHostName = 63;
    private static readonly TimeSpan PullTimeout = TimeSpan.FromMinutes(10);

    public async Task PullAsync(ImageReference image, CancellationToken cancellationToken) =>
        await runner.RunAsync(new Command(Docker, "pull", "--quiet", ByDigest(image)) { Timeout = PullTimeout }, cancellationToken);

    public async Task<LabReplica> StartAsync(
        ReplicaSpec spec, string pod, IReadOnlyDictionary<int, int> ports, CancellationToken cancellationToken)
    {
        var environment = spec.EnvironmentOf(pod);
        var file = EnvironmentFile(pod, environment);
        try
        {
            var run = new Command(Docker, [.. RunArguments(spec, pod, ports, environment, file)])
            {
                // A file of variables has no values of several lines.
                Hint = spec.CommandOf(environment) is [var program, ..]
                    ? $"check whether the image has the program {program}: a service that is published self-contained has no dotnet "
                        + "and starts by its own program, so leave command out of the Deployment"
                    : null,
                Environment = environment.Where(variable => variable.Value.Contains('\n'))
                    .ToDictionary(variable => variable.Key, variable => (string?)variable.Value),
            };
            var id = (await runner.RunAsync(run, cancellationToken)).Output.Trim();
            var state = await runner.RunAsync(new Command(Docker, "inspect", "--format", "{{.State.Pid}}", id), cancellationToken);
            var processId = int.Parse(state.Output.Trim(), CultureInfo.InvariantCulture);
            var started = ProcessIdentity.Of(processId)?.Started ?? "";
            return new(pod, spec.TemplateHash, spec.Image.ToString(), ports[spec.Port.Number], processId, started, id) { Ports = ports };
        }
        catch
        {
            // A container whose program can't be started stays, without having run.
            await RemoveAsync([pod], CancellationToken.None);
            RemoveVolumes([pod]);
            throw;
        }
        finally
        {
            File.Delete(file);
        }
    }

    public async Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        await StopAsync([replica.Container!], gracePeriod, cancellationToken);
        await RemoveAsync([replica.Container!], cancellationToken);
        RemoveVolumes([replica.Pod]);
    }

    public async Task<IReadOnlyList<string>> EndStraysAsync(
        IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var strays = (await ListAsync("{{.Names}}", cancellationToken)).Except(known).ToList();
        if (strays.Count > 0)
        {
            await StopAsync(strays, gracePeriod, cancellationToken);
            await RemoveAsync(strays, cancellationToken);
            RemoveVolumes(strays);
        }

        return strays;
    }

    public void RemoveUnusedImages(IEnumerable<LabReplica> pods)
    {
        // What the engine keeps is its user's to remove.
    }

    public Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken) =>
        FreezeAsync(replica, "pause", "paused", cancellationToken);

    public Task ThawAsync(LabReplica replica, CancellationToken cancellationToken) =>
        FreezeAsync(replica, "unpause", "running", cancellationToken);

    public async Task<string> LogAsync(LabReplica replica, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(
            new Command(
                Docker,
                "logs",
                "--tail",
                LogLines.ToString(CultureInfo.InvariantCulture),
                replica.Container!)
            { SuccessCodes = null }, cancellationToken);
        return (result.Output + result.Error).Trim();
    }

    public async Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var start = since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var result = await runner.RunAsync(
            new Command(Docker, "logs", "--since", start, replica.Container!) { SuccessCodes = null }, cancellationToken);
        return result.Output.Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
    }

    public IReplicaLog OpenLog(LabReplica replica, DateTimeOffset since) => new PrintedLog(
        replica.Pod,
        since,
        async (from, follows, onLine, cancellationToken) =>
        {
            var gate = new Lock();
            var moment = from.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
            var command = new Command(
                Docker, ["logs", "--timestamps", "--since", moment, .. follows ? ["--follow"] : Array.Empty<string>(), replica.Container!]);
            using var program = RunningProgram.Start(command, Take, Take);
            await program.WaitForExitAsync(cancellationToken);

            void Take(string? line)
            {
                lock (gate)
                {
                    if (line is not null)
                    {
                        onLine(line);
                    }
                }
            }
        },
        log);

    /// <summary>Ends every container of this lab, also those that a crash left behind.</summary>
    public async Task RemoveAllAsync(CancellationToken cancellationToken) =>
        await RemoveAsync(await ListAsync("{{.ID}}", cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<string>> ListAsync(string format, CancellationToken cancellationToken)
    {
        var list = new Command(Docker, "ps", "--all", "--format", format, "--filter", $"label={Label}={paths.Root}");
        return (await runner.RunAsync(list, cancellationToken)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task StopAsync(IReadOnlyList<string> containers, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var seconds = ((int)gracePeriod.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var stop = new Command(Docker, ["stop", "--time", seconds, .. containers])
        {
            SuccessCodes = null,
            Timeout = gracePeriod + TimeSpan.FromSeconds(30),
        };
        await runner.RunAsync(stop, cancellationToken);
    }

    /// <summary>The engine refuses to do what is done already.</summary>
    private async Task FreezeAsync(LabReplica replica, string command, string goal, CancellationToken cancellationToken)
    {
        var inspect = new Command(Docker, "inspect", "--format", "{{.State.Status}}", replica.Container!);
        if ((await runner.RunAsync(inspect, cancellationToken)).Output.Trim() != goal)
        {
            await runner.RunAsync(new Command(Docker, command, replica.Container!), cancellationToken);
        }
    }

    private async Task RemoveAsync(IReadOnlyList<string> containers, CancellationToken cancellationToken)
    {
        if (containers.Count == 0)
        {
            return;
        }

        await runner.RunAsync(new Command(Docker, ["rm", "--force", .. containers]) { SuccessCodes = null }, cancellationToken);
        var inspect = new Command(Docker, ["inspect", "--format", "{{.Id}}", .. containers]) { SuccessCodes = null };
        await wait.UntilAsync(
            "containers to be removed",
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(100),
            async token => (await runner.RunAsync(inspect, token)).Output.Trim() is { Length: > 0 } left
                ? Observation.NotYet<bool>($"still there: {left}")
                : Observation.Done(true),
            "docker rm --force removes them by hand",
            cancellationToken);
    }

    /// <summary>An engine's registry client takes a name with both a tag and a digest for neither: the digest says it all.</summary>
    private static string ByDigest(ImageReference image) => $"{image.Name}@{image.Digest}";

    private string VolumesOf(string pod) => Path.Combine(paths.Root, "volumes", pod);

    private void RemoveVolumes(IEnumerable<string> pods)
    {
        foreach (var folder in pods.Select(VolumesOf).Where(Directory.Exists))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Values may be secrets, and everybody on this computer sees arguments.</summary>
    private string EnvironmentFile(string pod, IReadOnlyDictionary<string, string> environment)
    {
        Directory.CreateDirectory(paths.Run);
        var file = Path.Combine(paths.Run, $"{pod}.env");
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var writer = new StreamWriter(file, options);
        foreach (var (name, value) in environment.Where(variable => !variable.Value.Contains('\n')))
        {
            writer.Write($"{name}={value}\n");
        }

        return file;
    }

    private IEnumerable<string> RunArguments(
        ReplicaSpec spec,
        string pod,
        IReadOnlyDictionary<int, int> ports,
        IReadOnlyDictionary<string, string> environment,
        string environmentFile) =>
    [
        "run",
        "--detach",
        $"--name={pod}",
        $"--hostname={(pod.Length > LongestHostName ? pod[..LongestHostName].TrimEnd('-', '.') : pod)}",
        $"--label={Label}={paths.Root}",
        .. ports.Select(port => $"--publish=127.0.0.1:{port.Value}:{port.Key}"),
        .. OperatingSystem.IsWindows() ? [] : PodVolumes.Arguments(spec, VolumesOf(pod)),
        .. SecurityArguments(spec.Container.SecurityContext.Over(spec.Deployment.Template.SecurityContext)),
        .. spec.MemoryLimit is { } bytes ? [$"--memory={bytes}"] : Array.Empty<string>(),
        .. spec.CpuLimit is { } cores
            ? [string.Create(CultureInfo.InvariantCulture, $"--cpus={Math.Min(cores, Environment.ProcessorCount)}")]
            : Array.Empty<string>(),
        $"--env-file={environmentFile}",
        .. environment.Where(variable => variable.Value.Contains('\n')).Select(variable => $"--env={variable.Key}"),
        .. spec.Container.WorkingDirectory is { } folder ? [$"--workdir={folder}"] : Array.Empty<string>(),
        .. spec.CommandOf(environment) is [var program, ..] ? [$"--entrypoint={program}"] : Array.Empty<string>(),
        ByDigest(spec.Image),
        .. spec.CommandOf(environment).Skip(1),
        .. spec.ArgumentsOf(environment),
    ];

    private static IEnumerable<string> SecurityArguments(SecurityContext security)
    {
        if (security.ReadOnlyRootFilesystem == true)
        {
            yield return "--read-only";
        }

        if (security.RunAsUser is { } user)
        {
            yield return security.RunAsGroup is { } group ? $"--user={user}:{group}" : $"--user={user}";
        }

        string[] ofVolumes = security.FsGroup is { } owner ? [owner.ToString(CultureInfo.InvariantCulture)] : [];
        foreach (var group in security.SupplementalGroups.Concat(ofVolumes))
        {
            yield return $"--group-add={group}";
        }

        if (security.AllowPrivilegeEscalation == false)
        {
            yield return "--security-opt=no-new-privileges";
        }

        foreach (var capability in security.DroppedCapabilities)
        {
            yield return $"--cap-drop={capability}";
        }

        foreach (var capability in security.AddedCapabilities)
        {
            yield return $"--cap-add={capability}";
        }
    }
}
