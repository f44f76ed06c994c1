using System.Runtime.Versioning;
using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Images.Transfer.Unpacking;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ProcessRuntimeTests : IAsyncLifetime, IDisposable
{
    private const string Known = "gitops-demo-0123456789-bcdfg";
    private const string Stray = "gitops-demo-0123456789-zxwvt";

    private static readonly Dictionary<int, int> Ports = new() { [8080] = 1 };

    private readonly TemporaryFolder _folder = new();
    private readonly RegistryClient _registry = new(new RecordingLog(), TimeProvider.System);

    private BackgroundProcesses Processes => new(_folder["run"], new Wait(new RecordingLog(), TimeProvider.System));

    public Task InitializeAsync() => Task.CompletedTask;

    // By IAsyncLifetime: xunit 2 does not call IAsyncDisposable.
    public async Task DisposeAsync()
    {
        foreach (var process in Processes.All)
        {
            await Processes.StopAsync(process.Name, TimeSpan.Zero, CancellationToken.None);
        }
    }

    public void Dispose()
    {
        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pod_that_nobody_knows_is_ended_and_nothing_else()
    {
        // Given two pods of which the lab remembers one, what is left of a third, and a service
        var (known, stray, service) = (await SleepAsync(Known), await SleepAsync(Stray), await SleepAsync("drill-prometheus"));
        _folder.Write(Path.Combine("run", "gitops-demo-9876543210-22222.pid"), "1\n1\n");

        // When
        var ended = await Runtime().EndStraysAsync([Known], TimeSpan.FromSeconds(5), default);

        // Then
        Assert.Equal([Stray], ended);
        Assert.False(stray.IsRunning);
        Assert.True(known.IsRunning && service.IsRunning);
        Assert.Equal(["drill-prometheus", Known], Processes.All.Select(process => process.Name));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task An_image_that_names_its_program_by_CMD_alone_runs_with_it()
    {
        // Given an image that was unpacked before
        var spec = ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None);
        Keep(spec.Image, new() { Arguments = ["/app/run", "now"] });
        File.SetUnixFileMode(_folder.Write(PathIn(spec.Image, "rootfs/app/run"), "#!/bin/sh\nexec sleep 60\n"), ImageFileMode.Executable);

        var replica = await Runtime().StartAsync(spec, Known, Ports, default);

        Assert.True(replica.IsRunning);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_replica_that_was_started_again_is_the_process_that_its_file_names()
    {
        var spec = ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None);
        Keep(spec.Image, new() { Arguments = ["/app/run"] });
        File.SetUnixFileMode(_folder.Write(PathIn(spec.Image, "rootfs/app/run"), "#!/bin/sh\nexec sleep 60\n"), ImageFileMode.Executable);
        var replica = await Runtime().StartAsync(spec, Known, Ports, default);
        await Processes.StopAsync(Known, TimeSpan.FromSeconds(5), default);
        Assert.False(replica.IsRunning);

        // When the agent does what it does
        using var again = System.Diagnostics.Process.Start(
            PidFile.StartInfo(replica.Start!, restarts: 2, "livenessProbe /health answers 500"));
        await Eventually.HoldsAsync(() => replica.IsRunning, "it runs again");

        Assert.Equal(again!.Id, replica.Process.Id);
        Assert.Equal(
            $"process {again.Id} on http://localhost:1, restarted 2 times, the last time because livenessProbe /health answers 500",
            replica.Runtime);
        await Runtime().StopAsync(replica, TimeSpan.FromSeconds(5), default);
        Assert.False(replica.IsRunning);
    }

    [Fact]
    public async Task An_image_without_a_program_is_refused_in_words()
    {
        var spec = ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None);
        Keep(spec.Image, new());

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Runtime().StartAsync(spec, Known, Ports, default));

        Assert.Contains("names a program", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_pod_has_the_variables_of_its_image_and_manifest_and_none_of_whoever_runs_the_build()
    {
        // Given a variable of the build, and an image that prints what it gets
        const string Stranger = "GITOPSDEMO_VARIABLE_OF_THE_BUILD";
        Environment.SetEnvironmentVariable(Stranger, "x");
        var spec = ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None);
        Keep(spec.Image, new() { EntryPoint = ["/app/run"], Environment = ["OF_THE_IMAGE=1"] });
        File.SetUnixFileMode(
            _folder.Write(PathIn(spec.Image, "rootfs/app/run"), "#!/bin/sh\nenv\nexec sleep 60\n"), ImageFileMode.Executable);

        var replica = await Runtime().StartAsync(spec, Known, Ports, default);

        string[] expected =
        [
            "OF_THE_IMAGE=1",
            $"HOSTNAME={Known}",
            $"POD_NAME={Known}",
            "ASPNETCORE_URLS=http://127.0.0.1:1",
            "DOTNET_EnableDiagnostics=0",
        ];
        await Eventually.HoldsAsync(
            async () => (await Runtime().LogAsync(replica, default)).Split('\n').ToHashSet().IsSupersetOf(expected),
            "it has its variables");
        Assert.DoesNotContain(Stranger, await Runtime().LogAsync(replica, default), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("dotnet", "published self-contained")]
    [InlineData("/usr/bin/missing", "no such program (/usr/bin/missing)")]
    public async Task A_command_that_the_image_does_not_have_says_what_to_write(string program, string why)
    {
        // Given an image that starts by its own program
        var set = ManifestSet.Parse(
            Healthy.With("        livenessProbe:", $"        command: [{program}, Hello.dll]\n        livenessProbe:"), "dev");
        var spec = ReplicaSpec.Of(set, LabSecrets.None);
        Keep(spec.Image, new() { EntryPoint = ["/app/Hello"] });

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Runtime().StartAsync(spec, Known, Ports, default));

        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
        Assert.Contains("leave command out of the Deployment", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public void An_image_that_no_pod_runs_any_more_is_removed()
    {
        var spec = ReplicaSpec.Of(Healthy.Manifests, LabSecrets.None);
        Keep(spec.Image, new());
        Keep(spec.Image.AtDigest(ImageDigest.Of("an older one"u8)), new());

        Runtime().RemoveUnusedImages([new(Known, spec.TemplateHash, $"{spec.Image}", 1, 1, "1", Container: null)]);

        Assert.Equal([spec.Image.Digest!.FileName], Directory.GetDirectories(_folder["images"]).Select(Path.GetFileName));
    }

    private static string PathIn(ImageReference image, string path) => Path.Combine("images", image.Digest!.FileName, path);

    private void Keep(ImageReference image, ContainerConfiguration container)
    {
        var configuration = new ImageConfiguration("amd64", "linux", new RootFileSystem("layers", [])) { Container = container };
        _folder.Write(PathIn(image, "config.json"), Encoding.UTF8.GetString(OciJson.Write(configuration)));
        Directory.CreateDirectory(_folder[PathIn(image, "rootfs")]);
    }

    private ProcessRuntime Runtime() => new(Processes, new ImageUnpacker(_registry, _folder["images"]));

    private Task<BackgroundProcess> SleepAsync(string name) => Processes.StartAsync(name, new Command("sleep", "60"), default);
}
