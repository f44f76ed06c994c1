using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.Lab;

/// <summary>Tells the lab agent and Prometheus which pods an environment has, and remembers them.</summary>
/// <param name="service">The service: its port on 127.0.0.1 is its container's port where that is free.</param>
/// <param name="manifests">Its rendered manifests.</param>
/// <param name="commit">The commit that they were rendered from.</param>
/// <param name="http">Asks the agent.</param>
/// <param name="wait">Waits for the agent to follow.</param>
public sealed class LabTraffic(
    string environment,
    DeliveredService service,
    ManifestSet manifests,
    string commit,
    LabPaths paths,
    Uri agent,
    HttpClient http,
    Wait wait,
    TimeProvider time) : ITraffic
{
    private static readonly TimeSpan FollowTimeout = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);
    private readonly Dictionary<string, long> _seenReady = [];
    private TimeSpan _minReady;

    /// <summary>The name under which the environment's port is remembered.</summary>
    public static string PortName(string environment) => $"service-{environment}";

    public async Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken)
    {
        _minReady = spec.Deployment.MinReady;
        var state = Remember(spec, replicas);
        WriteTargets(spec, replicas);
        var generation = WriteAgentState(spec, replicas, state.PortOf(PortName(environment)));
        await wait.UntilAsync(
            "the lab agent to follow",
            FollowTimeout,
            Poll,
            async token => await ReportAsync(token) is { } report && report.ObservedGeneration >= generation
                ? Observation.Done(true)
                : Observation.NotYet<bool>($"it has not seen generation {generation}"),
            $"look at {Path.Combine(paths.Run, LabAgentService.Name)}.log",
            cancellationToken);
    }

    public async Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken)
    {
        var pod = (await ReportAsync(cancellationToken))?.Pods.FirstOrDefault(pod => pod.Name == replica.Pod);
        if (pod is not { IsReady: true })
        {
            _seenReady.Remove(replica.Pod);
            return pod?.Reason ?? "the lab agent has not seen it";
        }

        // Of a pod that was ready before, the agent's clock tells how long; of one that was not, this process's own does, which nobody
        // sets.
        _seenReady.TryAdd(replica.Pod, time.GetTimestamp());
        var isAvailable = time.GetUtcNow() - pod.Since >= _minReady || time.GetElapsedTime(_seenReady[replica.Pod]) >= _minReady;
        return isAvailable ? null : string.Create(CultureInfo.InvariantCulture, $"not ready for {_minReady.TotalSeconds:0.#} s yet");
    }

    private async Task<AgentReport?> ReportAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await http.GetFromJsonAsync(new Uri(agent, "endpoints"), AgentJson.Default.AgentReport, cancellationToken);
        }
        catch (Exception exception) when (HttpFailure.Is(exception))
        {
            return null;
        }
    }

    private LabState Remember(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas)
    {
        var name = PortName(environment);
        var live = new LabEnvironment(spec.Deployment.Metadata.Namespace ?? "default", commit, spec.Image.ToString(), replicas);
        return LabState.Change(paths, state => state.With(environment, live).WithPort(
            name, state.Ports.TryGetValue(name, out var known) ? known : LabPorts.Choose(service.Port, state.Ports.Values)));
    }

    private void WriteTargets(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas)
    {
        var @namespace = spec.Deployment.Metadata.Namespace ?? "default";
        var pods = replicas.Select(replica => new PodTarget(
            @namespace,
            replica.Pod,
            spec.Deployment.Template.Labels,
            [
                .. spec.Container.Ports.Select(port => new PodPort(
                    spec.Container.Name, port.Name, port.Number, $"127.0.0.1:{replica.PortOf(port.Number)}")),
            ])
        {
            Annotations = spec.Deployment.Template.Annotations,
        });
        AtomicFile.WriteIfChanged(TargetFile.PathOf(paths.Targets, @namespace), TargetFile.Write(manifests.All<Service>(), pods));
    }

    private long WriteAgentState(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, int port)
    {
        var file = LabAgentService.StateFile(paths);
        var before = File.Exists(file) ? JsonSerializer.Deserialize(
            File.ReadAllBytes(file), AgentJson.Default.AgentState)! : new AgentState(0, [], [], []);
        var metadata = spec.Deployment.Metadata;
        var @namespace = metadata.Namespace ?? "default";
        var services = manifests.All<Service>()
            .Where(service => service.Selects(spec.Deployment.Template.Labels))
            .Where(service => service.Ports.Any(lead => spec.Container.PortNumber(lead.TargetPort) == spec.Port.Number))
            .Take(1)
            .Select(service => new AgentService(@namespace, service.Metadata.Name, port, [.. replicas.Select(replica => replica.Pod)]));
        var after = new AgentState(
            before.Generation + 1,
            [.. before.Services.Where(service => service.Namespace != @namespace), .. services],
            [.. before.Pods.Where(pod => pod.Namespace != @namespace), .. replicas.Select(replica => Pod(spec, replica, @namespace))],
            [
                .. before.Deployments.Where(deployment => deployment.Namespace != @namespace),
                new(@namespace, metadata.Name, spec.Deployment.Replicas),
            ]);
        AtomicFile.WriteAllBytes(file, JsonSerializer.SerializeToUtf8Bytes(after, AgentJson.Default.AgentState));
        return after.Generation;
    }

    private AgentPod Pod(ReplicaSpec spec, LabReplica replica, string @namespace) =>
        new(@namespace, replica.Pod, spec.Container.Name, replica.Image, new($"http://127.0.0.1:{replica.Port}"))
        {
            Deployment = spec.Deployment.Metadata.Name,
            Process = replica.Process,
            Start = replica.Start,
            GracePeriodSeconds = spec.Deployment.Template.TerminationGracePeriod.TotalSeconds,
            ContainerId = replica.Container,
            LogFile = replica.Container is null ? Path.Combine(paths.Run, $"{replica.Pod}.log") : null,
            MemoryLimitBytes = spec.MemoryLimit,
            CpuLimitCores = spec.CpuLimit,
            Readiness = Probe("readinessProbe", spec.Container.ReadinessProbe, spec, replica),
            Startup = Probe("startupProbe", spec.Container.StartupProbe, spec, replica),
            Liveness = Probe("livenessProbe", spec.Container.LivenessProbe, spec, replica),
        };

    private static AgentProbe? Probe(string name, Probe? probe, ReplicaSpec spec, LabReplica replica)
    {
        if (probe is null)
        {
            return null;
        }

        var timed = new AgentProbe(probe.HttpGet?.Path ?? "/")
        {
            Name = name,
            InitialDelaySeconds = probe.InitialDelay.TotalSeconds,
            PeriodSeconds = probe.Period.TotalSeconds,
            TimeoutSeconds = probe.Timeout.TotalSeconds,
            SuccessThreshold = probe.SuccessThreshold,
            FailureThreshold = probe.FailureThreshold,
        };
        if (probe.Command is [var program, ..])
        {
            // Without an engine: LabCheck refuses it with one.
            var arguments = new PortRemapping(replica.Ports).In([.. probe.Command.Skip(1)]);
            return timed with { Command = [ProcessRuntime.Inside(replica.RootFolder!, program), .. arguments] };
        }

        var port = probe.Port!;
        var number = spec.Container.PortNumber(port) ?? throw new DeliveryException(
            $"{spec.Deployment} can't run in the lab",
            $"its {name} asks on port '{port}', which is none of the container's",
            "name one of the container's ports");
        var request = probe.HttpGet;
        return timed with
        {
            Address = new($"{(request?.Scheme ?? "http").ToLowerInvariant()}://127.0.0.1:{replica.PortOf(number)}"),
            Port = port == $"{number}" ? port : $"{port} ({number})",
            Headers = [.. (request?.Headers ?? []).Select(header => new AgentHeader(header.Key, header.Value))],
            IsConnection = probe.TcpPort is not null,
            GrpcService = probe.Grpc?.Service,
        };
    }
}
