using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace GitOpsDemo.LabContract;

/// <summary>
/// What the lab wants of its agent, as the content of the agent's state file. The lab replaces the file as a whole; the agent follows
/// within 200 ms and says so by <see cref="AgentReport.ObservedGeneration"/>.
/// </summary>
/// <param name="Generation">A number that grows with every change.</param>
/// <param name="Services">Where requests are taken, and which pods they are spread over.</param>
/// <param name="Pods">What runs, and is probed and measured.</param>
/// <param name="Deployments">What the pods belong to.</param>
public sealed record AgentState(
    long Generation,
    IReadOnlyList<AgentService> Services,
    IReadOnlyList<AgentPod> Pods,
    IReadOnlyList<AgentDeployment> Deployments);

/// <summary>A Deployment.</summary>
/// <param name="Replicas">The number of pods that are wanted.</param>
public sealed record AgentDeployment(string Namespace, string Name, int Replicas);

/// <summary>How the lab and its agent write to each other.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AgentState))]
[JsonSerializable(typeof(AgentReport))]
[JsonSerializable(typeof(AgentPage))]
public sealed partial class AgentJson : JsonSerializerContext;

/// <summary>A pod of one container: a process, or a container of an engine.</summary>
/// <param name="Container">The name of its container in the manifest.</param>
/// <param name="Image">The image with its digest.</param>
/// <param name="Address">Where it answers: <c>http://127.0.0.1:&lt;port&gt;</c>.</param>
public sealed record AgentPod(string Namespace, string Name, string Container, string Image, Uri Address)
{
    /// <summary>The Deployment that it belongs to; none when null.</summary>
    public string? Deployment { get; init; }

    /// <summary>
    /// Its (main) process, as it was first started. Null when it can't be seen from here, as in an engine's virtual machine on macOS or
    /// Windows.
    /// </summary>
    public ProcessIdentity? Process { get; init; }

    /// <summary>The engine's id of the container; null for a plain process.</summary>
    public string? ContainerId { get; init; }

    /// <summary>The file that it writes its lines to; null where the engine keeps them.</summary>
    public string? LogFile { get; init; }

    /// <summary>When it is ready; as long as it runs when null.</summary>
    public AgentProbe? Readiness { get; init; }

    /// <summary>Its startup probe, which has to succeed before it is ready for the first time; none when null.</summary>
    public AgentProbe? Startup { get; init; }

    /// <summary>
    /// Its liveness probe, which has to succeed before it is ready for the first time, too; none when null. A process is started again when
    /// it fails later; a container, which the agent can't start, is not ready then.
    /// </summary>
    public AgentProbe? Liveness { get; init; }

    /// <summary>How its process is started again; null for a container.</summary>
    public ProgramStart? Start { get; init; }

    /// <summary>The time from SIGTERM to SIGKILL when it is started again.</summary>
    public double GracePeriodSeconds { get; init; } = 30;

    /// <summary>The memory limit of the manifest in bytes; none when null. The agent reports it, it does not enforce it.</summary>
    public long? MemoryLimitBytes { get; init; }

    /// <summary>The CPU limit of the manifest in cores; none when null.</summary>
    public double? CpuLimitCores { get; init; }
}

/// <summary>
/// A probe with the defaults of Kubernetes. Unlike there, seconds may have a fraction: drills run with a time scale.
/// </summary>
/// <param name="Path">The path to ask for; a status from 200 to 399 is a success.</param>
/// <param name="PeriodSeconds">The time between two probes.</param>
/// <param name="TimeoutSeconds">How long an answer may take.</param>
/// <param name="SuccessThreshold">How many successes in a row make it succeed.</param>
/// <param name="FailureThreshold">How many failures in a row make it fail.</param>
public sealed record AgentProbe(
    string Path, double PeriodSeconds = 10, double TimeoutSeconds = 1, int SuccessThreshold = 1, int FailureThreshold = 3)
{
    /// <summary>What the manifest calls it, such as <c>readinessProbe</c>; null where that does not matter.</summary>
    public string? Name { get; init; }

    /// <summary>Where it asks, with the scheme; the pod's own address when null.</summary>
    public Uri? Address { get; init; }

    /// <summary>What the manifest calls the port, for messages.</summary>
    public string? Port { get; init; }

    public IReadOnlyList<AgentHeader> Headers { get; init => field = value ?? field; } = [];

    /// <summary>Whether a connection is all that it asks for.</summary>
    public bool IsConnection { get; init; }

    /// <summary>The service whose health it asks for by gRPC, the server's own when empty; null when it does not ask by gRPC.</summary>
    public string? GrpcService { get; init; }

    /// <summary>The program with its arguments that it runs beside the pod's process; empty when it runs none.</summary>
    public IReadOnlyList<string> Command { get; init => field = value ?? field; } = [];

    /// <summary>The time from the pod's start to the first one.</summary>
    public double InitialDelaySeconds { get; init; }
}

public sealed record AgentHeader(string Name, string Value);

/// <summary>A Service: one port of 127.0.0.1 in front of pods.</summary>
/// <param name="Port">The port on 127.0.0.1 that the agent listens on.</param>
/// <param name="Pods">The names of the pods, in the same namespace, that its selector matches.</param>
public sealed record AgentService(string Namespace, string Name, int Port, IReadOnlyList<string> Pods);

/// <summary>The uid of a pod, as a cluster gives one to every pod; the same as long as the pod has its name.</summary>
public static class PodUid
{
    /// <summary>Of a name in a namespace.</summary>
    public static string Of(string @namespace, string pod) =>
        new Guid(SHA256.HashData(Encoding.UTF8.GetBytes($"{@namespace}/{pod}")).AsSpan(0, 16)).ToString();
}
