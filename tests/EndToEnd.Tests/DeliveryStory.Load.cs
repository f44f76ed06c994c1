using System.Diagnostics;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.EndToEnd.Tests;

public sealed partial class DeliveryStory
{
    /// <summary>In requests per second.</summary>
    private const int FullLoad = 500;

    private static readonly TimeSpan LongestGrace = TimeSpan.FromSeconds(30);

    [Fact]
    [Step(14)]
    public async Task Of_500_requests_a_second_none_fails_but_those_on_their_way_in_a_process_that_is_killed()
    {
        // Given
        await using var load = new PacedLoad(Url("service"), FullLoad);
        var replicas = LabReplicas();
        await Eventually.HoldsAsync(() => load.Sent > FullLoad, "the load is there");

        // When one replica is killed and replaced; the other one hangs until it is left out, goes on, and is told to end and replaced
        Process.GetProcessById(replicas[0].Id).Kill();
        var killed = load.Elapsed;
        Assert.Equal(0, (await BuildAsync("--target=WaitForSync", "--exclusive")).ExitCode);
        await SignalAsync("-STOP", replicas[1]);
        await Eventually.HoldsAsync(async () => await ReadyPodsAsync() == 1, "requests go to the other one only");
        await SignalAsync("-CONT", replicas[1]);
        await Eventually.HoldsAsync(async () => await ReadyPodsAsync() == 2, "requests go to both again");
        await SignalAsync("-TERM", replicas[1]);
        await Eventually.HoldsAsync(() => !replicas[1].IsRunning, "it ends within the grace period of the manifest", LongestGrace);
        Assert.Equal(0, (await BuildAsync("--target=WaitForSync", "--exclusive")).ExitCode);
        var failed = await load.StopAsync();

        // Then
        Output.WriteLine(
            $"{load.Sent} requests in {load.Elapsed.TotalSeconds:0.0} s while both replicas were replaced, {failed.Count} failed, "
                + "all of them on their way at the kill");
        Assert.All(failed, request => Assert.True(request.WasInFlightAt(killed), $"{request}, killed at {killed}"));
        Assert.Empty(replicas.Select(replica => replica.Id).Intersect(LabReplicas().Select(replica => replica.Id)));
    }

    private static async Task SignalAsync(string signal, ProcessIdentity process)
    {
        using var kill = Process.Start("kill", [signal, $"{process.Id}"]);
        await kill.WaitForExitAsync();
    }

    private async Task<int> ReadyPodsAsync() =>
        (await GetAsync("agent", "endpoints")).GetProperty("pods").EnumerateArray()
            .Count(pod => pod.GetProperty("namespace").GetString() == "gitops-demo-dev" && pod.GetProperty("isReady").GetBoolean());

    private IReadOnlyList<ProcessIdentity> LabReplicas() =>
        [
            .. Pods().Select(
                pod => new ProcessIdentity(pod.GetProperty("processId").GetInt32(), pod.GetProperty("processStarted").GetString()!)),
        ];
}
