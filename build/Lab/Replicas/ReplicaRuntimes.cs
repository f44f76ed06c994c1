using System.Security.Cryptography;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab.Replicas;

/// <summary>Chooses how pods run: as containers where an engine answers, as processes on Linux where none does.</summary>
public sealed class ReplicaRuntimes(IContainerEngine engine, ContainerRuntime containers, ProcessRuntime processes)
{
    /// <summary>The way that pods run on this computer.</summary>
    /// <exception cref="DeliveryException">There is none.</exception>
    public async Task<IReplicaRuntime> ChooseAsync(CancellationToken cancellationToken)
    {
        if (await HasEngineAsync(cancellationToken))
        {
            return containers;
        }

        return OperatingSystem.IsLinux()
            ? processes
            : throw new DeliveryException(
                "no replica can run in the lab",
                "the image is for Linux, and no container engine answers here",
                "start a container engine such as Docker Desktop");
    }

    /// <summary>The way that a pod runs, which need not be the one of new pods: an engine may have come or gone since.</summary>
    public IReplicaRuntime Of(LabReplica replica) => replica.Container is null ? processes : containers;

    /// <summary>Whether a container engine runs them.</summary>
    public async Task<bool> HasEngineAsync(CancellationToken cancellationToken) => await engine.VersionAsync(cancellationToken) is not null;

    /// <summary>Ends every container of the lab, where an engine answers.</summary>
    public async Task RemoveContainersAsync(CancellationToken cancellationToken)
    {
        if (await HasEngineAsync(cancellationToken))
        {
            await containers.RemoveAllAsync(cancellationToken);
        }
    }
}

/// <summary>Runs pods: as containers where an engine answers, as processes where none does.</summary>
public interface IReplicaRuntime
{
    /// <summary>Pulls an image from its registry, by digest.</summary>
    Task PullAsync(ImageReference image, CancellationToken cancellationToken);

    /// <summary>Starts a pod.</summary>
    /// <param name="pod">Its name.</param>
    /// <param name="ports">By each port of the container, the one on 127.0.0.1 where it is reached.</param>
    Task<LabReplica> StartAsync(ReplicaSpec spec, string pod, IReadOnlyDictionary<int, int> ports, CancellationToken cancellationToken);

    /// <summary>Asks a pod to end, as the kubelet does: SIGTERM, and SIGKILL after the grace period. Then forgets it.</summary>
    Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken);

    /// <summary>Ends every pod of the lab that is not known: a build that dies while it starts or replaces one leaves it running.</summary>
    /// <param name="known">The names of the pods that stay.</param>
    /// <param name="gracePeriod">Between SIGTERM and SIGKILL: one of them may still have requests to answer.</param>
    /// <returns>The names of those that were ended.</returns>
    Task<IReadOnlyList<string>> EndStraysAsync(
        IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken);

    /// <summary>Removes what is kept of images that no pod runs any more.</summary>
    /// <param name="pods">Every pod of the lab.</param>
    void RemoveUnusedImages(IEnumerable<LabReplica> pods);

    /// <summary>Makes a pod stand still: its port is open, and nothing answers. Does no harm to one that stands still already.</summary>
    Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken);

    /// <summary>Lets it continue. Has no effect on one that was not stopped.</summary>
    Task ThawAsync(LabReplica replica, CancellationToken cancellationToken);

    /// <summary>What the pod has written; of a long log the end.</summary>
    Task<string> LogAsync(LabReplica replica, CancellationToken cancellationToken);

    /// <summary>The first line of a pod's output that contains a text; null when there is none.</summary>
    /// <param name="text">What the line contains.</param>
    /// <param name="since">How old the line may be; a runtime that can't tell looks at all of them.</param>
    Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken);

    /// <summary>Opens a pod's log, to be read line by line.</summary>
    /// <param name="since">From when on; a runtime that can't tell gives older lines too.</param>
    IReplicaLog OpenLog(LabReplica replica, DateTimeOffset since);
}

/// <summary>A pod of the lab: a process, or a container.</summary>
/// <param name="Pod">Its name, which is also the name of its process or container.</param>
/// <param name="TemplateHash">Which version of the pod template it was made from.</param>
/// <param name="Image">The image with its digest.</param>
/// <param name="Port">Its port on 127.0.0.1.</param>
/// <param name="ProcessId">Its process as it was first started, or the container's first one.</param>
/// <param name="ProcessStarted">The start of that process, as <see cref="ProcessIdentity.Started"/>.</param>
/// <param name="Container">The container's id; null for a process.</param>
public sealed record LabReplica(
    string Pod, string TemplateHash, string Image, int Port, int ProcessId, string ProcessStarted, string? Container)
{
    /// <summary>By each port of the container, the one on 127.0.0.1 where it is reached.</summary>
    public IReadOnlyDictionary<int, int> Ports { get; init => field = value ?? field; } = new Dictionary<int, int>();

    /// <summary>Ports of the container whose other number its process could not be given.</summary>
    [JsonIgnore]
    public IReadOnlyList<int> UnmappedPorts { get; init; } = [];

    /// <summary>Where a port of the container is reached.</summary>
    public int PortOf(int number) => Ports.GetValueOrDefault(number, Port);

    /// <summary>How its process was started; null for a container.</summary>
    public ProgramStart? Start { get; init; }

    /// <summary>The folder that its image is unpacked in; null for a container.</summary>
    public string? RootFolder { get; init; }

    /// <summary>Its process now: the lab's agent starts it again when its liveness probe fails.</summary>
    [JsonIgnore]
    public ProcessIdentity Process => File?.Process ?? new(ProcessId, ProcessStarted);

    /// <summary>Whether it runs at this moment.</summary>
    public bool IsRunning => Process.IsRunning;

    /// <summary>What it is, for people.</summary>
    public string Runtime =>
        (Container is null ? $"process {Process.Id}" : $"container {Container[..12]}, process {ProcessId}")
        + $" on http://localhost:{Port}{(File?.Restarted is { Length: > 0 } restarted ? $", {restarted}" : "")}";

    private PidFile? File => Start is null ? null : PidFile.Read(Start.PidFile);
}

/// <summary>The names of pods, as a Deployment's controllers make them: <c>deployment-templatehash-suffix</c>.</summary>
internal static class PodName
{
    private static readonly Regex Pattern = new(@"^.+-[0-9a-f]{10}-[" + SuffixLetters + @"]{5}\z");

    private const int SuffixLength = 5;
    private const string SuffixLetters = "bcdfghjklmnpqrstvwxz2456789";

    /// <summary>A name that no other pod has.</summary>
    public static string New(ReplicaSpec spec) =>
        $"{spec.Deployment.Metadata.Name}-{spec.TemplateHash}-{RandomNumberGenerator.GetString(SuffixLetters, SuffixLength)}";

    /// <summary>Whether a name is one of a pod: nothing else in the lab is called so.</summary>
    public static bool Is(string name) => Pattern.IsMatch(name);
}
