using System.Globalization;
using System.Text.Json.Serialization;

namespace GitOpsDemo.Delivery.Manifests.Kinds;

/// <summary>An apps/v1 Deployment, or a Rollout of Argo Rollouts with a template of its own.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="Replicas">How many pods run; 1 when neither it nor an autoscaler says how many.</param>
/// <param name="Selector">Which pods are its own.</param>
/// <param name="Strategy">How pods are replaced.</param>
/// <param name="MinReady">How long a new pod must be ready before it counts as available; 0 when not said.</param>
/// <param name="RevisionHistoryLimit">How many old revisions are kept, or null.</param>
public sealed record Deployment(
    ObjectMetadata Metadata,
    int Replicas,
    LabelSelector Selector,
    DeploymentStrategy Strategy,
    TimeSpan MinReady,
    int? RevisionHistoryLimit,
    PodTemplate Template) : ManifestObject(Metadata);

/// <summary>An autoscaling HorizontalPodAutoscaler.</summary>
/// <param name="Metadata">What the object is called.</param>
/// <param name="TargetKind">What it scales, such as <c>Deployment</c>.</param>
/// <param name="MinReplicas">How many pods it leaves at least; 1 when not said.</param>
/// <param name="MaxReplicas">The most pods.</param>
public sealed record HorizontalPodAutoscaler(
    ObjectMetadata Metadata, string TargetKind, string TargetName, int MinReplicas, int MaxReplicas) : ManifestObject(Metadata)
{
    /// <summary>Whether it scales an object, such as a Deployment.</summary>
    public bool Scales(ManifestObject item) =>
        (TargetKind, TargetName, Metadata.Namespace) == (item.Metadata.Kind, item.Metadata.Name, item.Metadata.Namespace);

    /// <summary>The Deployment as it is without load. One that has no replicas is not scaled at all.</summary>
    public Deployment AtRest(Deployment deployment) =>
        deployment.Replicas == 0 ? deployment : deployment with { Replicas = MinReplicas };
}

/// <summary>How a Deployment replaces its pods.</summary>
/// <param name="Type">
/// <c>RollingUpdate</c> (also when not said) or <c>Recreate</c>; <c>Canary</c> or <c>BlueGreen</c> of a Rollout.
/// </param>
/// <param name="MaxUnavailable">How many pods may be missing, as a number or per cent; <c>25%</c> when not said.</param>
public sealed record DeploymentStrategy(string Type, string MaxUnavailable)
{
    /// <summary>How many pods there may be beyond those that are wanted, as a number or per cent.</summary>
    public string MaxSurge { get; init; } = "25%";

    /// <summary>
    /// How many pods there may be beyond those that are wanted, and how many may be missing. A part of a pod is one that may be there, and
    /// none that may be missing, unless nothing could move at all (https://kubernetes.io/docs/concepts/workloads/controllers/deployment).
    /// </summary>
    public (int Surge, int Unavailable) Of(int replicas)
    {
        var surge = (int)Math.Ceiling(Count(MaxSurge, replicas));
        var unavailable = (int)Math.Floor(Count(MaxUnavailable, replicas));
        return (surge, surge + unavailable == 0 ? 1 : unavailable);
    }

    private static decimal Count(string text, int replicas) => text.EndsWith('%')
        ? decimal.Parse(text[..^1], CultureInfo.InvariantCulture) * replicas / 100
        : decimal.Parse(text, CultureInfo.InvariantCulture);

    /// <summary>Whether a pod goes only when another one is there.</summary>
    internal bool KeepsPods => Type is not "Recreate" && MaxUnavailable is "0" or "0%";
}

/// <summary>The pods of a Deployment.</summary>
/// <param name="Labels">The labels that each pod gets.</param>
/// <param name="AutomountServiceAccountToken">
/// Whether they get the token of their service account; null when not said, which means yes.
/// </param>
/// <param name="TerminationGracePeriod">The time between SIGTERM and SIGKILL; 30 s when not said.</param>
/// <param name="UsesHostNamespaces">Whether they share the node's network, processes or IPC.</param>
/// <param name="SecurityContext">What holds for every container that does not say otherwise.</param>
/// <param name="VolumeTypes">The type of each volume, such as <c>emptyDir</c>.</param>
/// <param name="InitContainers">What runs before the containers.</param>
public sealed record PodTemplate(
    IReadOnlyDictionary<string, string> Labels,
    bool? AutomountServiceAccountToken,
    TimeSpan TerminationGracePeriod,
    bool UsesHostNamespaces,
    SecurityContext SecurityContext,
    IReadOnlyList<string> VolumeTypes,
    IReadOnlyList<Container> InitContainers,
    IReadOnlyList<Container> Containers)
{
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>();

    public string ServiceAccount { get; init; } = "default";

    /// <summary>The volumes that containers may mount.</summary>
    public IReadOnlyList<Volume> Volumes { get; init; } = [];
}

/// <summary>A container of a pod.</summary>
/// <param name="Name">Its name, unique in the pod.</param>
/// <param name="Image">The image reference.</param>
/// <param name="Command">What replaces the image's entry point; empty to keep it.</param>
/// <param name="Args">What replaces the image's command; empty to keep it.</param>
/// <param name="Environment">The variables, in order.</param>
/// <param name="Ports">The ports it listens on.</param>
/// <param name="Resources">What it needs and may use.</param>
/// <param name="StartupProbe">Tells when it has started, or null.</param>
/// <param name="ReadinessProbe">Tells whether it gets traffic, or null.</param>
/// <param name="LivenessProbe">Tells whether it must be restarted, or null.</param>
/// <param name="SecurityContext">What it says itself; see <see cref="Kinds.SecurityContext.Over"/>.</param>
public sealed record Container(
    string Name,
    string Image,
    IReadOnlyList<string> Command,
    IReadOnlyList<string> Args,
    IReadOnlyList<EnvironmentVariable> Environment,
    IReadOnlyList<ContainerPort> Ports,
    ContainerResources Resources,
    Probe? StartupProbe,
    Probe? ReadinessProbe,
    Probe? LivenessProbe,
    SecurityContext SecurityContext)
{
    /// <summary>The variables that come from whole ConfigMaps and Secrets, in order; those of <see cref="Environment"/> win.</summary>
    public IReadOnlyList<EnvironmentSource> EnvironmentFrom { get; init; } = [];

    /// <summary>The volumes that it sees, and where.</summary>
    public IReadOnlyList<VolumeMount> Mounts { get; init; } = [];

    /// <summary>Where its program starts; null for the image's folder.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>
    /// How long the kubelet waits before SIGTERM (<c>lifecycle.preStop.sleep</c>); null where it does not. The lab does not read it.
    /// </summary>
    [JsonIgnore]
    public TimeSpan? PreStopSleep { get; init; }

    /// <summary>The number of a port given by its name or its number; null when the container has no port of that name.</summary>
    public int? PortNumber(string port) =>
        int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? number
            : Ports.FirstOrDefault(candidate => candidate.Name == port)?.Number;

    /// <summary>The literal value of a variable, or null where it has none.</summary>
    public string? LiteralValue(string variable) => Environment.LastOrDefault(v => v.Name == variable)?.Value;
}

/// <summary>A port that a container listens on.</summary>
/// <param name="Name">Its name, or null.</param>
/// <param name="Number">Its number in the container.</param>
/// <param name="HostPort">Its number on the node, or null, as it should be.</param>
public sealed record ContainerPort(string? Name, int Number, int? HostPort);

/// <summary>What a container is given, as quantities by resource (<c>cpu</c>, <c>memory</c>); see <see cref="Quantity"/>.</summary>
/// <param name="Requests">What it surely gets.</param>
/// <param name="Limits">What it can't exceed.</param>
public sealed record ContainerResources(IReadOnlyDictionary<string, string> Requests, IReadOnlyDictionary<string, string> Limits);

/// <summary>A variable of a container's environment.</summary>
/// <param name="Value">Its literal value, or null when it comes from elsewhere.</param>
/// <param name="FieldPath">The field of the pod that it is taken from, such as <c>metadata.name</c>, or null.</param>
public sealed record EnvironmentVariable(string Name, string? Value, string? FieldPath)
{
    /// <summary>The key of a ConfigMap or Secret that it is taken from, or null.</summary>
    public ConfigurationKey? Key { get; init; }

    /// <summary>What the container is given of a resource, or null.</summary>
    public ResourceField? Resource { get; init; }
}

/// <summary>An amount that a container is given, as the value of a variable.</summary>
/// <param name="Name">Such as <c>limits.memory</c>.</param>
/// <param name="Divisor">What it is divided by, rounded up; 1 when not said.</param>
public sealed record ResourceField(string Name, string Divisor);

/// <summary>A whole ConfigMap or Secret as variables.</summary>
/// <param name="Source">The object.</param>
/// <param name="Prefix">The prefix of each key.</param>
public sealed record EnvironmentSource(ConfigurationReference Source, string Prefix);

/// <summary>A volume of a pod.</summary>
/// <param name="Type">Such as <c>emptyDir</c>.</param>
/// <param name="Files">
/// What a ConfigMap, a Secret or a projected volume puts there, in order; of two files of one path the last counts.
/// </param>
/// <param name="Mode">The permissions of files that have none of their own.</param>
/// <param name="SizeLimit">The limit of an <c>emptyDir</c> as a quantity, or null.</param>
public sealed record Volume(string Name, string Type, IReadOnlyList<VolumeSource> Files, UnixFileMode Mode, string? SizeLimit);

/// <summary>A ConfigMap or a Secret in a volume.</summary>
/// <param name="Source">The object.</param>
/// <param name="Items">The keys that become files; empty for all, each under its own name.</param>
public sealed record VolumeSource(ConfigurationReference Source, IReadOnlyList<VolumeItem> Items);

/// <summary>A key that becomes a file.</summary>
/// <param name="Path">The file's path in the volume.</param>
/// <param name="Mode">Its permissions, or null for the volume's.</param>
public sealed record VolumeItem(string Key, string Path, UnixFileMode? Mode);

/// <summary>Where a container sees a volume.</summary>
/// <param name="Volume">The volume's name.</param>
/// <param name="Path">The path in the container.</param>
/// <param name="SubPath">The file or folder of the volume that is seen there, or null for all of it.</param>
/// <param name="IsReadOnly">Whether it can't be changed.</param>
public sealed record VolumeMount(string Volume, string Path, string? SubPath, bool IsReadOnly);

/// <summary>The request of a probe.</summary>
/// <param name="Path">The path; <c>/</c> when not said.</param>
/// <param name="Port">The container's port, by name or number.</param>
public sealed record HttpGetAction(string Path, string Port)
{
    /// <summary><c>HTTP</c> or <c>HTTPS</c>, whose certificate is not looked at.</summary>
    public string Scheme { get; init; } = "HTTP";

    /// <summary>The headers that are sent, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Headers { get; init; } = [];
}

/// <summary>A probe of a container.</summary>
/// <param name="HttpGet">The request that it makes, or null when it is of another type.</param>
/// <param name="Period">The time between two probes; 10 s when not said.</param>
/// <param name="Timeout">How long an answer may take; 1 s when not said.</param>
/// <param name="FailureThreshold">How many failures in a row count; 3 when not said.</param>
/// <param name="SuccessThreshold">How many successes in a row count; 1 when not said.</param>
public sealed record Probe(
    HttpGetAction? HttpGet,
    TimeSpan Period,
    TimeSpan Timeout,
    int FailureThreshold,
    int SuccessThreshold)
{
    /// <summary>The container's port, by name or number, that must take a connection; null when it is of another type.</summary>
    public string? TcpPort { get; init; }

    /// <summary>The program that it runs in the container, with its arguments; empty when it is of another type.</summary>
    public IReadOnlyList<string> Command { get; init; } = [];

    /// <summary>What it asks by gRPC, or null when it is of another type.</summary>
    public GrpcAction? Grpc { get; init; }

    /// <summary>The time before the first one; 0 when not said.</summary>
    public TimeSpan InitialDelay { get; init; }

    /// <summary>The port that it asks on, by name or number, where it asks on one.</summary>
    public string? Port => HttpGet?.Port ?? TcpPort ?? Grpc?.Port;

    /// <summary>How long it takes at most until a change for the worse is noticed.</summary>
    public TimeSpan NoticedAfter => Period * FailureThreshold;
}

/// <summary>A probe by the health protocol of gRPC (https://github.com/grpc/grpc/blob/master/doc/health-checking.md).</summary>
/// <param name="Port">The container's port, by number.</param>
/// <param name="Service">The service whose health is asked for; empty for the server's own.</param>
public sealed record GrpcAction(string Port, string Service);

/// <summary>What a pod or a container may do. A null says nothing.</summary>
/// <param name="RunAsNonRoot">Whether the kubelet refuses to start it as user 0.</param>
/// <param name="RunAsUser">The user's id.</param>
/// <param name="AllowPrivilegeEscalation">Whether it may gain rights, such as by set-user-id programs.</param>
/// <param name="ReadOnlyRootFilesystem">Whether the image's files can't be changed.</param>
/// <param name="Privileged">Whether it is root on the node.</param>
/// <param name="SeccompProfile">The type of the system call filter.</param>
/// <param name="AddedCapabilities">Linux capabilities that it gains.</param>
/// <param name="DroppedCapabilities">Linux capabilities that it loses.</param>
public sealed record SecurityContext(
    bool? RunAsNonRoot,
    long? RunAsUser,
    bool? AllowPrivilegeEscalation,
    bool? ReadOnlyRootFilesystem,
    bool? Privileged,
    string? SeccompProfile,
    IReadOnlyList<string> AddedCapabilities,
    IReadOnlyList<string> DroppedCapabilities)
{
    public long? RunAsGroup { get; init; }

    /// <summary>The group that a pod's volumes belong to.</summary>
    public long? FsGroup { get; init; }

    /// <summary>Further groups of a pod's processes.</summary>
    public IReadOnlyList<string> SupplementalGroups { get; init; } = [];

    /// <summary>What holds for a container: what it says itself, and for the rest what its pod says.</summary>
    public SecurityContext Over(SecurityContext pod) => this with
    {
        RunAsNonRoot = RunAsNonRoot ?? pod.RunAsNonRoot,
        RunAsUser = RunAsUser ?? pod.RunAsUser,
        RunAsGroup = RunAsGroup ?? pod.RunAsGroup,
        FsGroup = pod.FsGroup,
        SupplementalGroups = pod.SupplementalGroups,
        SeccompProfile = SeccompProfile ?? pod.SeccompProfile,
    };
}
