using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests.Kinds;
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
        var rollout = new ReplicaRollout(runtime, new BrokenTraffic(), new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog());

        await Assert.ThrowsAsync<DeliveryException>(
            () => rollout.RunAsync(ReplicaSpec.Of(Healthy.Manifests.Only<Deployment>()), [], TimeSpan.FromSeconds(1), default));

        Assert.Equal(Assert.Single(runtime.Started), Assert.Single(runtime.Stopped));
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

        public Task<LabReplica> StartAsync(ReplicaSpec spec, string pod, int port, CancellationToken cancellationToken)
        {
            Started.Add(pod);
            var self = ProcessIdentity.Of(Environment.ProcessId)!;
            return Task.FromResult(new LabReplica(pod, spec.TemplateHash, $"{spec.Image}", port, self.Id, self.Started, Container: null));
        }

        public Task StopAsync(LabReplica replica, TimeSpan gracePeriod, CancellationToken cancellationToken)
        {
            Stopped.Add(replica.Pod);
            return Task.CompletedTask;
        }

        public Task<IReadOnlyList<string>> EndStraysAsync(IReadOnlyCollection<string> known, TimeSpan gracePeriod, CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public void RemoveUnusedImages(IEnumerable<LabReplica> pods) => throw new NotSupportedException();

        public Task FreezeAsync(LabReplica replica, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task ThawAsync(LabReplica replica, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<string> LogTailAsync(LabReplica replica, CancellationToken cancellationToken) => Task.FromResult("");

        public Task<string?> FindLogLineAsync(LabReplica replica, string text, DateTimeOffset since, CancellationToken cancellationToken) =>
            throw new NotSupportedException();
    }
}
