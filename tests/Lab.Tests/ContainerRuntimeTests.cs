using GitOpsDemo.Delivery.Manifests;
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
        Assert.Equal(
            [List, "docker stop --time 30 stray", "docker rm --force stray", "docker inspect --format {{.Id}} stray"], runner.Lines);
    }

    [Fact]
    public async Task A_container_has_the_ports_mounts_and_rights_of_its_manifest_and_no_value_on_its_command_line()
    {
        // Given a management port, a mounted Secret, and a value that nobody may see
        using var folder = new TemporaryFolder();
        var set = ManifestSet.Parse(
            Healthy.Text
                .Replace(
                    "        - containerPort: 8080\n",
                    "        - containerPort: 9100\n          name: metrics\n        - containerPort: 8080\n",
                    StringComparison.Ordinal)
                .Replace(
                    "        - name: POD_NAME\n",
                    "        - name: PASSWORD\n          valueFrom: {secretKeyRef: {name: db, key: password}}\n        - name: POD_NAME\n",
                    StringComparison.Ordinal)
                .Replace(
                    "        - mountPath: /tmp\n",
                    "        - mountPath: /etc/db\n          name: db\n        - mountPath: /tmp\n",
                    StringComparison.Ordinal)
                .Replace(
                    "      volumes:\n",
                    "      volumes:\n      - name: db\n        secret:\n          secretName: db\n          defaultMode: 0400\n"
                        + "          items: [{key: password, path: own/name}]\n",
                    StringComparison.Ordinal)
            + "---\napiVersion: v1\nkind: Secret\nmetadata: {name: db, namespace: gitops-demo-dev}\nstringData: {password: hidden-4711}\n",
            "dev");
        var environment = "";
        var runner = new ScriptedRunner(line =>
        {
            environment += line.Contains(" run ", StringComparison.Ordinal) ? File.ReadAllText(
                Path.Combine(folder["lab"], "run", "pod.env")) : "";
            return "1\n";
        });
        var runtime = new ContainerRuntime(
            new LabPaths(folder["lab"]), runner, new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog());

        // When
        var replica = await runtime.StartAsync(
            ReplicaSpec.Of(set, LabSecrets.None) with { ServicePort = 8080 },
            "pod",
            new Dictionary<int, int> { [9100] = 41001, [8080] = 41000 },
            default);

        // Then
        var file = folder["lab/volumes/pod/db/own/name"];
        Assert.Equal(41000, replica.Port);
        Assert.All(
            [
                "--publish=127.0.0.1:41001:9100", "--publish=127.0.0.1:41000:8080", $"--volume={folder["lab/volumes/pod/db"]}:/etc/db:ro",
                "--tmpfs=/tmp:rw,exec,mode=1777,size=67108864", "--read-only", "--user=1654:1654", "--cap-drop=ALL", "--memory=201326592",
            ],
            argument => Assert.Contains(argument, runner.Lines[0], StringComparison.Ordinal));
        Assert.DoesNotContain("hidden-4711", runner.Lines[0], StringComparison.Ordinal);
        Assert.Contains("PASSWORD=hidden-4711\n", environment, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(folder["lab"], "run", "pod.env")));
        Assert.Equal("hidden-4711", await File.ReadAllTextAsync(file));
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(file) == UnixFileMode.UserRead);
    }

    private static ContainerRuntime Runtime(ScriptedRunner runner) =>
        new(new LabPaths("/lab"), runner, new Wait(new RecordingLog(), TimeProvider.System), new RecordingLog());
}
