using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

[Trait(Traits.Category, Traits.Integration)]
public sealed class LabAgentServiceTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_change_of_any_of_its_assemblies_makes_it_another_version()
    {
        // Given an agent (which is none, and ends at once) and a library of it that is compiled again
        var paths = new LabPaths(_folder["lab"]);
        _folder.Write("bin/library.dll", "one");
        await StartAsync(paths);
        _folder.Write("bin/library.dll", "two");

        // When
        await StartAsync(paths);

        // Then
        var copies = Directory.GetFiles(paths.Agent, "library.dll", SearchOption.AllDirectories);
        Assert.Equal(["one", "two"], copies.Select(File.ReadAllText).Order(StringComparer.Ordinal));
    }

    private async Task StartAsync(LabPaths paths)
    {
        var wait = new Wait(new RecordingLog(), TimeProvider.System);
        var services = new LabServices(paths, new BackgroundProcesses(paths.Run, wait), _http, wait, new RecordingLog());
        var program = _folder.Write("bin/GitOpsDemo.LabAgent.dll", "no assembly");
        var project = new AgentProject("LabAgent.csproj", program, _folder["tmp"], new ScriptedRunner(_ => ""), wait);
        await Assert.ThrowsAsync<DeliveryException>(() => new LabAgentService(paths, services, project).EnsureAsync(default));
    }
}
