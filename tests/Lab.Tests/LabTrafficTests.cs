using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

/// <summary>When a pod counts as available, whatever happens to the computer's clock.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabTrafficTests : IDisposable
{
    private static readonly LabReplica Replica = new("pod", "hash", "image", 1, 1, "1", Container: null);
    private static readonly TimeSpan MinReady = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder _folder = new();
    private readonly HurryingTime _time = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(-86_400)]
    [InlineData(86_400)]
    public async Task A_pod_that_stays_ready_is_available_though_somebody_sets_the_clock(int seconds)
    {
        // Given a pod that is ready from now on
        await using var agent = await AgentAsync(since: _time.GetUtcNow());
        var traffic = await TrafficAsync(agent);
        await traffic.ObstacleAsync(Replica, default);

        // When
        _time.Set = TimeSpan.FromSeconds(seconds);
        _time.Advance(MinReady);

        // Then
        Assert.Null(await traffic.ObstacleAsync(Replica, default));
    }

    [Fact]
    public async Task A_pod_that_has_been_ready_for_long_is_available_at_once()
    {
        await using var agent = await AgentAsync(since: _time.GetUtcNow() - TimeSpan.FromMinutes(1));

        Assert.Null(await (await TrafficAsync(agent)).ObstacleAsync(Replica, default));
    }

    [Fact]
    public async Task What_keeps_a_pod_from_being_available_is_what_its_probe_shows()
    {
        await using var agent = await AgentAsync(since: _time.GetUtcNow(), isReady: false);

        Assert.Equal("/ready answers 503", await (await TrafficAsync(agent)).ObstacleAsync(Replica, default));
    }

    [Fact]
    public async Task Requests_scrapes_and_probes_each_go_to_their_own_port_in_whichever_order_ports_stand()
    {
        // Given a port for metrics that stands first, a Service with both, and a probe on it
        var set = ManifestSet.Parse(
            Healthy.Text
                .Replace(
                    "        - containerPort: 8080\n",
                    "        - containerPort: 9100\n          name: metrics\n        - containerPort: 8080\n",
                    StringComparison.Ordinal)
                .Replace(
                    "    targetPort: http\n",
                    "    targetPort: http\n  - name: metrics\n    port: 9100\n    targetPort: metrics\n",
                    StringComparison.Ordinal)
                .Replace(
                    "            path: /health\n            port: http\n",
                    "            path: /health\n            port: metrics\n",
                    StringComparison.Ordinal),
            "dev");
        await using var agent = await AgentAsync(since: _time.GetUtcNow());
        var paths = new LabPaths(_folder["lab"]);
        var traffic = new LabTraffic(
            "dev",
            new DeliveredService("gitops-demo", 8080),
            set,
            "commit",
            paths,
            agent.Address,
            new HttpClient(),
            new Wait(new RecordingLog(), TimeProvider.System),
            _time);

        // When
        await traffic.RouteAsync(
            ReplicaSpec.Of(set, LabSecrets.None) with { ServicePort = 8080 },
            [Replica with { Port = 41000, Ports = new Dictionary<int, int> { [9100] = 41001, [8080] = 41000 } }],
            default);

        // Then
        var state = JsonSerializer.Deserialize(
            await File.ReadAllBytesAsync(LabAgentService.StateFile(paths)), AgentJson.Default.AgentState)!;
        Assert.Equal(new Uri("http://127.0.0.1:41000"), state.Pods[0].Address);
        Assert.Equal("http://127.0.0.1:41000/ http", $"{state.Pods[0].Readiness!.Address} {state.Pods[0].Readiness!.Port!.Split(' ')[0]}");
        Assert.Equal(
            ["startupProbe http://127.0.0.1:41001/ metrics (9100)", "livenessProbe http://127.0.0.1:41001/ metrics (9100)"],
            new[] { state.Pods[0].Startup!, state.Pods[0].Liveness! }.Select(probe => $"{probe.Name} {probe.Address} {probe.Port}"));
        Assert.Single(state.Services);
        using var targets = JsonDocument.Parse(await File.ReadAllTextAsync(Directory.GetFiles(paths.Targets).Single()));
        Assert.Equal(
            ["http 127.0.0.1:41000", "metrics 127.0.0.1:41001"],
            targets.RootElement.EnumerateArray().Select(target =>
                $"{target.GetProperty("labels").GetProperty("__meta_kubernetes_endpointslice_port_name")} "
                + $"{target.GetProperty("targets")[0]}").Order());
    }

    private static Task<HttpStub> AgentAsync(DateTimeOffset since, bool isReady = true)
    {
        var pod = new PodReport(
            "ns", Replica.Pod, IsRunning: true, isReady, since, isReady ? "" : "/ready answers 503", 0, 0);
        return HttpStub.AnsweringAsync(JsonSerializer.Serialize(new AgentReport(long.MaxValue, [], [pod]), AgentJson.Default.AgentReport));
    }

    private async Task<LabTraffic> TrafficAsync(HttpStub agent)
    {
        var manifests = ManifestSet.Parse(
            await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Delivery.Testing", "healthy.yaml")), "healthy");
        var traffic = new LabTraffic(
            "dev",
            new DeliveredService("gitops-demo", 8080),
            manifests,
            "commit",
            new LabPaths(_folder["lab"]),
            agent.Address,
            new HttpClient(),
            new Wait(new RecordingLog(), TimeProvider.System),
            _time);
        var spec = ReplicaSpec.Of(manifests, LabSecrets.None);
        await traffic.RouteAsync(spec with { Deployment = spec.Deployment with { MinReady = MinReady } }, [], default);
        return traffic;
    }
}
