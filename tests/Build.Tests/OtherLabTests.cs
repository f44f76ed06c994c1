using GitOpsDemo.Delivery;
using GitOpsDemo.Lab;
using GitOpsDemo.Lab.Agent;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests;

/// <summary>Whoever forgets <c>--settings</c> asks the lab of another service: its answers would be taken for one's own.</summary>
public sealed class OtherLabTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly BuildFixture _build;

    public OtherLabTests()
    {
        _folder.Write("build/tools.json", File.ReadAllText(Path.Combine(Repository.Root, "build", "tools.json")));
        new LabState { Service = "hello" }.Save(new LabPaths(_folder[".lab"]));
        _build = new BuildFixture(_folder.Path, ["--target=Status"]);
    }

    private LabPlatform Platform => _build.Make<LabPlatform>(
        _build.Options.Settings.Environments,
        _build.Make<AgentProject>("LabAgent.csproj", "GitOpsDemo.LabAgent.dll", _folder["tmp"]),
        _build.Make<LabAdditions>(_build.Options.LabWith));

    public void Dispose()
    {
        _build.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public Task What_is_live_there_is_not_told() => RefusesAsync(() => Platform.LiveAsync("dev", default));

    [Fact]
    public Task Its_Prometheus_proves_nothing() =>
        RefusesAsync(() => Platform.AddressOfAsync(ServiceApi.Prometheus, default));

    [Fact]
    public Task Nothing_is_compared_with_it() => RefusesAsync(() => Task.FromResult(_build.Make<LabView>().Defaults));

    private static async Task RefusesAsync(Func<Task> ask)
    {
        var refusal = await Assert.ThrowsAsync<DeliveryException>(ask);

        Assert.Equal("this is not the lab of gitops-demo: hello runs in it", $"{refusal.What}: {refusal.Why}");
        Assert.Contains("--settings", refusal.Next, StringComparison.Ordinal);
    }
}
