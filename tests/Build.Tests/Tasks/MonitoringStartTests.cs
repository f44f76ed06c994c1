using GitOpsDemo.Build.Tasks.Monitoring;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class MonitoringStartTests
{
    [Fact]
    public async Task Where_nothing_is_monitored_the_rules_are_loaded_beside_the_compile_and_once()
    {
        // Given
        using var build = Build(isUnmonitored: true, "--target=Deploy");
        var monitoring = build.Get<MonitoringStart>();

        // When
        monitoring.Begin(build.Context);
        await monitoring.EndAsync();

        // Then the rules follow their server
        Received.InOrder(() =>
        {
            build.Platform.InstallMonitoringAsync(Arg.Any<CancellationToken>());
            build.Platform.ApplyAlertsAsync(Arg.Any<ManifestSet>(), Arg.Any<CancellationToken>());
        });

        // And the tasks have nothing left to do
        build.Platform.ClearReceivedCalls();
        await build.Make<InstallMonitoring>().RunAsync(build.Context);
        await build.Make<ApplyAlerts>().RunAsync(build.Context);
        await build.Platform.DidNotReceive().InstallMonitoringAsync(Arg.Any<CancellationToken>());
        await build.Platform.DidNotReceive().ApplyAlertsAsync(Arg.Any<ManifestSet>(), Arg.Any<CancellationToken>());
    }

    [Theory]
    [InlineData(false, "--target=Deploy")]
    [InlineData(true, "--target=UnitTest")]
    [InlineData(true, "--target=Restore", "--target=ApplyAlerts", "--exclusive")]
    [InlineData(true, "--target=UnitTest", "--target=LabDown", "--target=Deploy")]
    public async Task What_is_monitored_or_not_asked_for_stays_as_it_is_until_its_turn(bool isUnmonitored, params string[] arguments)
    {
        using var build = Build(isUnmonitored, arguments);
        var monitoring = build.Get<MonitoringStart>();

        monitoring.Begin(build.Context);
        await monitoring.EndAsync();

        await build.Platform.DidNotReceive().InstallMonitoringAsync(Arg.Any<CancellationToken>());
    }

    [Fact]
    public void A_run_without_the_monitoring_does_not_ask_whether_there_is_one()
    {
        using var build = Build(isUnmonitored: true, "--target=UnitTest");
        build.Platform.IsUnmonitored.Returns(_ => throw new DeliveryException("state.json cannot be read", "it is cut off", "LabDown"));

        build.Get<MonitoringStart>().Begin(build.Context);
    }

    [Fact]
    public async Task A_monitoring_that_cannot_be_installed_fails_its_own_task()
    {
        // Given
        using var build = Build(isUnmonitored: true, "--target=Deploy");
        build.Platform.InstallMonitoringAsync(Arg.Any<CancellationToken>()).Returns(
            Task.FromException(new DeliveryException("prometheus ended right after its start", "no space left", "make room")));

        // When
        build.Get<MonitoringStart>().Begin(build.Context);
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<InstallMonitoring>().RunAsync(build.Context));

        // Then
        Assert.Equal("no space left", failure.Why);
        await build.Platform.DidNotReceive().ApplyAlertsAsync(Arg.Any<ManifestSet>(), Arg.Any<CancellationToken>());
    }

    private static BuildFixture Build(bool isUnmonitored, params string[] arguments)
    {
        var build = new BuildFixture(Repository.Root, arguments);
        build.Platform.IsUnmonitored.Returns(isUnmonitored);
        return build;
    }
}
