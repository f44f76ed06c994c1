using System.Collections.Immutable;
using GitOpsDemo.LabAgent.Forwarding;
using GitOpsDemo.LabAgent.Measuring;
using GitOpsDemo.LabContract;
using Prometheus;

namespace GitOpsDemo.LabAgent;

/// <summary>What the agent looks after. One task changes it; everything else reads.</summary>
internal sealed class Cluster(HttpForwarder forwarder, Prober prober, TimeProvider time, ILoggerFactory loggers) : IAsyncDisposable
{
    private readonly List<ServiceListener> _retired = [];
    private volatile AgentState _state = new(0, [], [], []);
    private ImmutableDictionary<(string Namespace, string Name), Pod> _pods = ImmutableDictionary<(string, string), Pod>.Empty;
    private ImmutableDictionary<(string Namespace, string Name, int Port), ServiceListener> _services =
        ImmutableDictionary<(string, string, int), ServiceListener>.Empty;

    /// <summary>What is wanted.</summary>
    public AgentState State => _state;

    /// <summary>The pods, in the order of their names.</summary>
    public IEnumerable<Pod> Pods => Volatile.Read(ref _pods).Values.OrderBy(pod => (pod.Description.Namespace, pod.Description.Name));

    /// <summary>Where the service of a namespace answers; null when there is none.</summary>
    public Uri? AddressOf(string @namespace) =>
        _state.Services.FirstOrDefault(service => service.Namespace == @namespace) is { } service
            ? new($"http://127.0.0.1:{service.Port}/")
            : null;

    /// <summary>Goes over to a new state. Ports are opened and closed by the next <see cref="ListenAsync"/>.</summary>
    public void Apply(AgentState state)
    {
        var pods = state.Pods.ToImmutableDictionary(Key, pod => Next(_pods.GetValueOrDefault(Key(pod)), pod));
        var services = state.Services.ToImmutableDictionary(
            Key, service => _services.GetValueOrDefault(Key(service)) ?? new ServiceListener(service, forwarder, loggers));
        foreach (var service in state.Services)
        {
            services[Key(service)].Endpoints.Pods =
                [.. service.Pods.Select(name => pods.GetValueOrDefault((service.Namespace, name))).OfType<Pod>()];
        }

        foreach (var gone in _pods.Values.Except(pods.Values))
        {
            gone.Dispose();
        }

        _retired.AddRange(_services.Values.Except(services.Values));
        Volatile.Write(ref _pods, pods);
        Volatile.Write(ref _services, services);
        _state = state;
    }

    /// <summary>Closes the ports of services that are gone and opens those that are not open yet.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        foreach (var listener in _retired)
        {
            await listener.DisposeAsync();
        }

        _retired.Clear();
        foreach (var listener in _services.Values)
        {
            await listener.ListenAsync(cancellationToken);
        }
    }

    /// <summary>What is seen at this moment.</summary>
    public AgentReport Report() => new(
        _state.Generation,
        [.. Volatile.Read(ref _services).Values.Select(listener => listener.Report()).OrderBy(service => service.Port)],
        [.. Pods.Select(pod => pod.Report())]);

    public async ValueTask DisposeAsync()
    {
        foreach (var pod in _pods.Values)
        {
            pod.Dispose();
        }

        foreach (var listener in _services.Values.Concat(_retired))
        {
            await listener.DisposeAsync();
        }
    }

    private static (string Namespace, string Name) Key(AgentPod pod) => (pod.Namespace, pod.Name);

    private static (string Namespace, string Name, int Port) Key(AgentService service) => (service.Namespace, service.Name, service.Port);

    /// <summary>
    /// The same pod when only its description changed; a new one, with a restart counted, when another process has its name.
    /// </summary>
    private Pod Next(Pod? known, AgentPod description)
    {
        if (known is not null && known.IsSameProcess(description))
        {
            known.Description = description;
            return known;
        }

        var pod = new Pod(description, known is null ? 0 : known.Restarts + 1, time);
        pod.StartProbing(prober);
        return pod;
    }
}

/// <summary>The agent's page: what kube-state-metrics and cAdvisor have on a cluster, under the same names and labels.</summary>
internal sealed class ClusterMetrics(Cluster cluster, ResourceReader resources)
{
    /// <summary>Looks at everything and makes the page of one scrape.</summary>
    public CollectorRegistry Collect()
    {
        var registry = Metrics.NewCustomRegistry();
        var factory = Metrics.WithCustomRegistry(registry);
        var pods = cluster.Pods.Select(pod => new PodSnapshot(pod)).ToArray();
        new KubeStateMetrics(factory).Set(cluster.State.Deployments, pods);
        new ContainerMetrics(factory).Set(pods, resources);
        return registry;
    }
}

/// <summary>
/// The series of <see href="https://github.com/google/cadvisor/blob/master/docs/storage/prometheus.md">cAdvisor</see> that rules and
/// panels ask for.
/// </summary>
internal sealed class ContainerMetrics(MetricFactory factory)
{
    private static readonly string[] Labels = ["container", "id", "image", "name", "namespace", "pod"];

    private readonly Gauge _memory = factory.CreateGauge("container_memory_working_set_bytes", "Current working set in bytes.", Labels);
    private readonly Gauge _memoryLimit = factory.CreateGauge(
        "container_spec_memory_limit_bytes", "Memory limit for the container.", Labels);
    private readonly Counter _cpu = factory.CreateCounter(
        "container_cpu_usage_seconds_total", "Cumulative cpu time consumed in seconds.", [.. Labels, "cpu"]);

    /// <summary>Sets every series. A pod that can't be measured, because it is gone or lies in a virtual machine, has none.</summary>
    public void Set(IEnumerable<PodSnapshot> pods, ResourceReader resources)
    {
        foreach (var pod in pods.Select(pod => pod.Description))
        {
            if (resources.Read(pod) is { } usage)
            {
                var name = pod.ContainerId ?? $"process-{pod.Process!.Id}";
                string[] labels = [pod.Container, $"/lab/{name}", pod.Image, name, pod.Namespace, pod.Name];
                _memory.WithLabels(labels).Set(usage.WorkingSetBytes);
                // As cAdvisor has it: 0 where there is no limit.
                _memoryLimit.WithLabels(labels).Set(pod.MemoryLimitBytes ?? 0);
                _cpu.WithLabels([.. labels, "total"]).IncTo(usage.CpuSeconds);
            }
        }
    }
}
