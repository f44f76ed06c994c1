using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

public sealed class ContainerRuntimeTests
{
    private const string Inspect = "docker inspect --format {{.State.Status}} 4f1c";

    private static readonly LabReplica Replica = new("gitops-demo-1", "1", "gitops-demo:1", 40001, 1, "1", Container: "4f1c");

    [Fact]
    public async Task A_container_is_paused_and_unpaused()
    {
        var runner = new ScriptedRunner(_ => "running\n");
        await Runtime(runner).FreezeAsync(Replica, default);

        var other = new ScriptedRunner(_ => "paused\n");
        await Runtime(other).ThawAsync(Replica, default);

        Assert.Equal([Inspect, "docker pause 4f1c"], runner.Lines);
        Assert.Equal([Inspect, "docker unpause 4f1c"], other.Lines);
    }

    [Fact]
    public async Task What_is_done_already_is_not_done_again()
    {
        var runner = new ScriptedRunner(_ => "running\n");

        await Runtime(runner).ThawAsync(Replica, default);

        Assert.Equal([Inspect], runner.Lines);
    }

    [Fact]
    public async Task Containers_that_nobody_knows_are_ended_and_removed()
    {
        const string List = "docker ps --all --format {{.Names}} --filter label=gitopsdemo.lab=/lab";
        var runner = new ScriptedRunner(command => command.ToString() == List ? "known\nstray\n" : "");

        var ended = await Runtime(runner).EndStraysAsync(["known"], TimeSpan.FromSeconds(30), default);

        Assert.Equal(["stray"], ended);
        Assert.Equal([List, "docker stop --time 30 stray", "docker rm --force stray", "docker inspect --format {{.Id}} stray"], runner.Lines);
    }

    private static ContainerRuntime Runtime(ScriptedRunner runner) => new(new LabPaths("/lab"), runner, new Wait(new RecordingLog(), TimeProvider.System));
}
