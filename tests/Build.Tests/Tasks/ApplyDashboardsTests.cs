using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Delivery.Monitoring.Dashboards;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class ApplyDashboardsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_dashboards_of_the_folder_are_applied()
    {
        _folder.Write("monitoring/dashboards/demo.json", """{"uid":"demo","title":"Demo","panels":[]}""");
        using var build = Build(reason: null);

        await build.Make<ApplyDashboards>().RunAsync(build.Context);

        await build.Platform.Received(1).ApplyDashboardsAsync(
            Arg.Is<IReadOnlyList<Dashboard>>(dashboards => dashboards.Single().Uid == "demo"), Arg.Any<CancellationToken>());
    }

    [Fact]
    public async Task None_are_applied_where_the_settings_file_says_why_there_are_none()
    {
        using var build = Build("people look elsewhere");

        await build.Make<ApplyDashboards>().RunAsync(build.Context);

        await build.Platform.DidNotReceiveWithAnyArgs().ApplyDashboardsAsync(default!, default);
        Assert.Equal("there are no dashboards, as the settings file says", Assert.Single(build.Log.Lines));
    }

    [Fact]
    public async Task A_folder_without_any_is_a_failure_where_the_settings_file_says_nothing()
    {
        Directory.CreateDirectory(_folder["monitoring/dashboards"]);
        using var build = Build(reason: null);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<ApplyDashboards>().RunAsync(build.Context));

        Assert.Contains("\"policy\": { \"dashboards\": \"why\" }", failure.Next, StringComparison.Ordinal);
    }

    private BuildFixture Build(string? reason)
    {
        string[] arguments = ["--target=ApplyDashboards"];
        var options = BuildOptions.From(CommandLine.Parse(arguments, BuildTasks.Names));
        var off = reason is null ? new Dictionary<string, string>() : new() { [PolicySettings.Dashboards] = reason };
        return new(_folder.Path, arguments, services => services.AddSingleton(
            options with { Settings = options.Settings with { Policy = new() { Off = off } } }));
    }
}
