using System.Globalization;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>Runs pods on the container engine of this computer, with what their security contexts ask for.</summary>
public sealed class ContainerRuntime(LabPaths paths, ICommandRunner runner, Wait wait) : IReplicaRuntime
{
    /// <summary>By this label, with the lab's folder as its value, the lab's containers are told from all others.</summary>
    public const string Label = "gitopsdemo.lab";

    private const string Docker = "docker";
    private const int TailLines = 12;
    private static readonly TimeSpan PullTimeout = TimeSpan.FromMinutes(10);

    /// <inheritdoc/>
    public async Task PullAsync(ImageReference image, CancellationToken cancellationToken) =>
        await runner.RunAsync(new Command(Docker, "pull", "--quiet", ByDigest(image)) { Timeout = PullTimeout }, cancellationToken);

    /// <inheritdoc/>
    public async Task<LabReplica> StartAsync(ReplicaSpec spec, string pod, int port, CancellationToken cancellationToken)
    {
        var id = (await runner.RunAsync(new Command(Docker, [.. RunArguments(spec, pod, port)]), cancellationToken)).Output.Trim();
        var state = await runner.RunAsync(new Command(Docker, "inspect", "--format", "{{.State.Pid}}", id), cancellationToken);
        var processId = int.Parse(state.Output.Trim(), CultureInfo.InvariantCulture);
        return new(pod, spec.TemplateHash, spec.Image.ToString(), port, processId, ProcessIdentity.Of(processId)?.Started ?? "", id);
    }

    /// <inheritdoc/>
    public async Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        await StopAsync([replica.Container!], gracePeriod, cancellationToken);
        await RemoveAsync([replica.Container!], cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<string>> EndStraysAsync(IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var strays = (await ListAsync("{{.Names}}", cancellationToken)).Except(known).ToList();
        if (strays.Count > 0)
        {
            await StopAsync(strays, gracePeriod, cancellationToken);
            await RemoveAsync(strays, cancellationToken);
        }

        return strays;
    }

    /// <inheritdoc/>
    public void RemoveUnusedImages(IEnumerable<LabReplica> pods)
    {
        // What the engine keeps is its user's to remove.
    }

    /// <inheritdoc/>
    public Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken) => FreezeAsync(replica, "pause", "paused", cancellationToken);

    /// <inheritdoc/>
    public Task ThawAsync(LabReplica replica, CancellationToken cancellationToken) => FreezeAsync(replica, "unpause", "running", cancellationToken);

    /// <inheritdoc/>
    public async Task<string> LogTailAsync(LabReplica replica, CancellationToken cancellationToken)
    {
        var result = await runner.RunAsync(
            new Command(Docker, "logs", "--tail", TailLines.ToString(CultureInfo.InvariantCulture), replica.Container!) { SuccessCodes = null }, cancellationToken);
        return (result.Output + result.Error).Trim();
    }

    /// <inheritdoc/>
    public async Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var start = since.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
        var result = await runner.RunAsync(new Command(Docker, "logs", "--since", start, replica.Container!) { SuccessCodes = null }, cancellationToken);
        return result.Output.Split('\n').FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal));
    }

    /// <summary>Ends every container of this lab, also those that a crash left behind.</summary>
    public async Task RemoveAllAsync(CancellationToken cancellationToken) => await RemoveAsync(await ListAsync("{{.ID}}", cancellationToken), cancellationToken);

    private async Task<IReadOnlyList<string>> ListAsync(string format, CancellationToken cancellationToken)
    {
        var list = new Command(Docker, "ps", "--all", "--format", format, "--filter", $"label={Label}={paths.Root}");
        return (await runner.RunAsync(list, cancellationToken)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private async Task StopAsync(IReadOnlyList<string> containers, TimeSpan gracePeriod, CancellationToken cancellationToken)
    {
        var seconds = ((int)gracePeriod.TotalSeconds).ToString(CultureInfo.InvariantCulture);
        var stop = new Command(Docker, ["stop", "--time", seconds, .. containers]) { SuccessCodes = null, Timeout = gracePeriod + TimeSpan.FromSeconds(30) };
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
        await wait.UntilAsync(
            "containers to be removed",
            TimeSpan.FromSeconds(30),
            TimeSpan.FromMilliseconds(100),
            async token => (await runner.RunAsync(new Command(Docker, ["inspect", "--format", "{{.Id}}", .. containers]) { SuccessCodes = null }, token)).Output.Trim() is { Length: > 0 } left
                ? Observation.NotYet<bool>($"still there: {left}")
                : Observation.Done(true),
            "docker rm --force removes them by hand",
            cancellationToken);
    }

    /// <summary>An engine's registry client takes a name with both a tag and a digest for neither: the digest says it all.</summary>
    private static string ByDigest(ImageReference image) => $"{image.Name}@{image.Digest}";

    private IEnumerable<string> RunArguments(ReplicaSpec spec, string pod, int port)
    {
        var security = spec.Container.SecurityContext.Over(spec.Deployment.Template.SecurityContext);
        yield return "run";
        yield return "--detach";
        yield return $"--name={pod}";
        yield return $"--label={Label}={paths.Root}";
        yield return $"--publish=127.0.0.1:{port}:{spec.Port.Number}";
        yield return "--tmpfs=/tmp";
        if (security.ReadOnlyRootFilesystem == true)
        {
            yield return "--read-only";
        }

        if (security.RunAsUser is { } user)
        {
            yield return $"--user={user}";
        }

        if (security.AllowPrivilegeEscalation == false)
        {
            yield return "--security-opt=no-new-privileges";
        }

        foreach (var capability in security.DroppedCapabilities)
        {
            yield return $"--cap-drop={capability}";
        }

        if (spec.MemoryLimit is { } bytes)
        {
            yield return $"--memory={bytes}";
        }

        foreach (var (name, value) in spec.EnvironmentOf(pod))
        {
            yield return $"--env={name}={value}";
        }

        if (spec.Container.Command.Count > 0)
        {
            yield return $"--entrypoint={spec.Container.Command[0]}";
        }

        yield return ByDigest(spec.Image);
        foreach (var argument in spec.Container.Command.Skip(1).Concat(spec.Container.Args))
        {
            yield return argument;
        }
    }
}
