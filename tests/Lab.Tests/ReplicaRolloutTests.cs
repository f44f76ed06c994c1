using System.Globalization;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

public sealed class ReplicaRolloutTests
{
    [Fact]
    public async Task A_pod_that_was_started_is_ended_though_its_traffic_can_not_be_taken_back()
    {
        // Given a lab agent that follows once and then no more
        var runtime = new Pods();
        var rollout = new ReplicaRollout(
            runtime, new BrokenTraffic(), logs: "", new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog());

        await Assert.ThrowsAsync<DeliveryException>(
            () => rollout.RunAsync(ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None), [], TimeSpan.FromSeconds(1), default));

        Assert.NotEmpty(runtime.Started);
        Assert.Equal(runtime.Started, runtime.Stopped);
    }

    [Fact]
    public async Task A_Deployment_of_no_replicas_has_none()
    {
        var rollout = new ReplicaRollout(
            new Pods(), new NobodyAnswers(), logs: "", new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog());
        var spec = ReplicaSpec.Of(
            Delivery.Manifests.ManifestSet.Parse(Healthy.With("  replicas: 2\n", "  replicas: 0\n"), "dev"), LabSecrets.None);

        Assert.Empty(await rollout.RunAsync(spec, [], TimeSpan.FromSeconds(1), default));
    }

    [Fact]
    public async Task A_pod_that_never_became_ready_leaves_its_log_and_the_message_has_the_end_of_it()
    {
        // Given a pod whose probe finds nobody
        using var folder = new TemporaryFolder();
        var runtime = new Pods();
        var rollout = new ReplicaRollout(
            runtime, new NobodyAnswers(), folder["logs"], new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog());

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => rollout.RunAsync(ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None), [], TimeSpan.FromSeconds(1), default));

        // Then
        var file = folder[$"logs/{runtime.Started[0]}.log"];
        Assert.Contains("startupProbe /health on port health (9081): Connection refused", failure.Why, StringComparison.Ordinal);
        Assert.Contains("names port 9081", failure.Why, StringComparison.Ordinal);
        Assert.DoesNotContain("line 2\n", failure.Why, StringComparison.Ordinal);
        Assert.Contains("line 3\n", failure.Why, StringComparison.Ordinal);
        Assert.Contains(file, failure.Next, StringComparison.Ordinal);
        Assert.Contains("line 1\n", await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "0", "+1 -1 +1 -1")]
    [InlineData("100%", "0", "+2 -2")]
    [InlineData("25%", "0%", "+1 -1 +1 -1")]
    [InlineData("0", "1", "-1 +1 -1 +1")]
    [InlineData("1", "50%", "-1 +2 -1")]
    [InlineData("0", "0", "-1 +1 -1 +1")]
    public async Task Replicas_are_replaced_by_maxSurge_and_maxUnavailable(string surge, string unavailable, string steps)
    {
        // Given two of another template
        var runtime = new Pods();
        var spec = ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None);
        spec = spec with
        {
            Deployment = spec.Deployment with { Replicas = 2, Strategy = new("RollingUpdate", unavailable) { MaxSurge = surge } },
        };
        var old = await Task.WhenAll(
            new[] { "old-1", "old-2" }.Select(pod => runtime.StartAsync(spec, pod, new Dictionary<int, int> { [8080] = 1 }, default)));
        var traffic = new RecordedTraffic();

        // When
        await new ReplicaRollout(runtime, traffic, "", new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog())
            .RunAsync(spec, [.. old.Select(replica => replica with { TemplateHash = "old" })], TimeSpan.FromSeconds(1), default);

        // Then
        Assert.Equal(steps, traffic.Steps);
    }

    /// <summary>Everybody is ready. What comes and goes between two questions is one step.</summary>
    private sealed class RecordedTraffic : ITraffic
    {
        private readonly List<int> _steps = [];
        private int? _before;

        public string Steps => string.Join(' ', _steps.Select(step => step.ToString("+0;-0", CultureInfo.InvariantCulture)));

        public Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken)
        {
            var step = replicas.Count - (_before ?? replicas.Count);
            _before = replicas.Count;
            if (_steps is [.., var last] && last * step > 0)
            {
                _steps[^1] += step;
            }
            else if (step != 0)
            {
                _steps.Add(step);
            }

            return Task.CompletedTask;
        }

        public Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    private sealed class NobodyAnswers : ITraffic
    {
        public Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken) =>
            Task.CompletedTask;

        public Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken) =>
            Task.FromResult<string?>("startupProbe /health on port health (9081): Connection refused");
    }

    private sealed class BrokenTraffic : ITraffic
    {
        private int _routes;

        public Task RouteAsync(ReplicaSpec spec, IReadOnlyList<LabReplica> replicas, CancellationToken cancellationToken) =>
            _routes++ == 0 ? Task.CompletedTask : throw new DeliveryException("the agent does not follow", "it is gone", "look for it");

        public Task<string?> ObstacleAsync(LabReplica replica, CancellationToken cancellationToken) => Task.FromResult<string?>(null);
    }

    /// <summary>Pods that are this process.</summary>
    private sealed class Pods : IReplicaRuntime
    {
        public List<string> Started { get; } = [];

        public List<string> Stopped { get; } = [];

        public Task PullAsync(ImageReference image, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<LabReplica> StartAsync(
            ReplicaSpec spec, string pod, IReadOnlyDictionary<int, int> ports, CancellationToken cancellationToken)
        {
            Started.Add(pod);
            var self = ProcessIdentity.Of(Environment.ProcessId)!;
            return Task.FromResult(
                new LabReplica(pod, spec.TemplateHash, $"{spec.Image}", ports[8080], self.Id, self.Started, Container: null)
                {
                    UnmappedPorts = [9081],
                });
        }

        public Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken)
        {
            Stopped.Add(replica.Pod);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<string>> EndStraysAsync(
            IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void RemoveUnusedImages(IEnumerable<LabReplica> pods) => throw new NotSupportedException();

        public Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ThawAsync(LabReplica replica, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> LogAsync(LabReplica replica, CancellationToken cancellationToken) =>
            Task.FromResult(string.Join('\n', Enumerable.Range(1, 12).Select(number => $"line {number}")));

        public Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public IReplicaLog OpenLog(LabReplica replica, DateTimeOffset since) => throw new NotSupportedException();
    }
}
