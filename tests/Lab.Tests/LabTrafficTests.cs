using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
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

    private static Task<HttpStub> AgentAsync(DateTimeOffset since, bool isReady = true)
    {
        var pod = new PodReport("ns", Replica.Pod, IsRunning: true, isReady, IsTerminating: false, since, isReady ? "" : "/ready answers 503", 0, 0);
        return HttpStub.AnsweringAsync(JsonSerializer.Serialize(new AgentReport(long.MaxValue, [], [pod]), AgentJson.Default.AgentReport));
    }

    private async Task<LabTraffic> TrafficAsync(HttpStub agent)
    {
        var manifests = ManifestSet.Parse(await File.ReadAllTextAsync(Path.Combine(Repository.Root, "tests", "Delivery.Testing", "healthy.yaml")), "healthy");
        var traffic = new LabTraffic(
            "dev", new DeliveredService("gitops-demo", 8080), manifests, "commit", new LabPaths(_folder["lab"]), agent.Address, new HttpClient(), new Wait(new RecordingLog(), TimeProvider.System), _time);
        var deployment = manifests.Only<Deployment>() with { MinReady = MinReady };
        await traffic.RouteAsync(new ReplicaSpec(deployment, deployment.Template.Containers[0], ImageReference.Parse($"localhost:5000/demo:1@{ImageDigest.Of("x"u8)}"), "hash"), [], default);
        return traffic;
    }
}
