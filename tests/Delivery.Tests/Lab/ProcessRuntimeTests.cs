using GitOpsDemo.Delivery.Images.Registry;
using GitOpsDemo.Delivery.Images.Unpacking;
using GitOpsDemo.Delivery.Lab.Replicas;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Delivery.Waiting;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Lab;

[Trait(Traits.Category, Traits.Integration)]
public sealed class ProcessRuntimeTests : IAsyncDisposable
{
    private const string Known = "gitops-demo-0123456789-bcdfg";
    private const string Stray = "gitops-demo-0123456789-zxwvt";

    private readonly TemporaryFolder _folder = new();
    private readonly RegistryClient _registry = new(new RecordingLog(), TimeProvider.System);

    private BackgroundProcesses Processes => new(_folder["run"], new Wait(new RecordingLog(), TimeProvider.System));

    public async ValueTask DisposeAsync()
    {
        foreach (var process in Processes.All)
        {
            await Processes.StopAsync(process.Name, TimeSpan.Zero, CancellationToken.None);
        }

        _registry.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_pod_that_nobody_knows_is_ended_and_nothing_else()
    {
        // Given two pods of which the lab remembers one, what is left of a third, and a service
        var (known, stray, service) = (await SleepAsync(Known), await SleepAsync(Stray), await SleepAsync("drill-prometheus"));
        _folder.Write(Path.Combine("run", "gitops-demo-9876543210-22222.pid"), "1\n1\n");
        var runtime = new ProcessRuntime(Processes, new ImageUnpacker(_registry, _folder["images"]));

        // When
        var ended = await runtime.EndStraysAsync([Known], TimeSpan.FromSeconds(5), default);

        // Then
        Assert.Equal([Stray], ended);
        Assert.False(stray.IsRunning);
        Assert.True(known.IsRunning && service.IsRunning);
        Assert.Equal(["drill-prometheus", Known], Processes.All.Select(process => process.Name));
    }

    private Task<BackgroundProcess> SleepAsync(string name) => Processes.StartAsync(name, new Command("sleep", "60"), default);
}
