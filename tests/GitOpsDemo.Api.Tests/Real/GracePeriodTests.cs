using System.Diagnostics;
using GitOpsDemo.Api.Settings;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Testing;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;

namespace GitOpsDemo.Api.Tests.Real;

/// <summary>The end of the service in the time that its manifest gives it.</summary>
public sealed class GracePeriodTests(ITestOutputHelper output)
{
    /// <summary>In milliseconds: longer than the readiness delay, so that it is on its way when the drain begins.</summary>
    private const int LongRequest = 7_000;

    private static readonly PodTemplate Pod =
        ManifestSet.Load(Path.Combine(Repository.Root, "k8s", "base", "deployment.yaml")).Only<Deployment>().Template;

    private static readonly Container Container = Pod.Containers.Single();

    [Fact]
    public void The_probes_the_delay_the_drain_and_the_grace_period_fit_into_each_other()
    {
        var values = Variables().ToDictionary(variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), string? (variable) => variable.Value);
        var settings = ServiceSettings.From(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        var readiness = Container.ReadinessProbe!;

        // Everybody has noticed, also by a probe whose answer takes as long as it may, before it stops to listen
        Assert.InRange(readiness.NoticedAfter + readiness.Timeout, TimeSpan.Zero, settings.ReadinessDelay);

        // and what was on its way then has its time before SIGKILL
        Assert.InRange(settings.ReadinessDelay + settings.DrainTimeout, TimeSpan.Zero, Pod.TerminationGracePeriod - TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task With_the_settings_of_the_manifest_it_is_not_ready_at_once_finishes_what_is_on_its_way_and_exits_with_0_in_time()
    {
        await using var service = new ServiceProcess([.. Variables().Append(("Faults__Enabled", "true"))]);
        await service.ReadyAsync();
        var running = service.StatusAsync($"/faults/delay/{LongRequest}");
        await Eventually.HoldsAsync(async () => (await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains("http_requests_in_progress 2", StringComparison.Ordinal), "it is on its way");
        var watch = Stopwatch.StartNew();

        service.Terminate();

        await Eventually.HoldsAsync(async () => await service.StatusAsync("/ready") == 503, "it is not ready");
        var notReady = watch.Elapsed;
        Assert.Equal(204, await running);
        Assert.Equal(0, await service.ExitCodeAsync());
        output.WriteLine($"not ready {notReady.TotalSeconds:0.00} s after SIGTERM, exit code 0 after {watch.Elapsed.TotalSeconds:0.0} of {Pod.TerminationGracePeriod.TotalSeconds:0} s");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Pod.TerminationGracePeriod);
    }

    private static IEnumerable<(string Key, string Value)> Variables() =>
        Container.Environment.Where(variable => variable.Value is not null && variable.Name is not "ASPNETCORE_HTTP_PORTS").Select(variable => (variable.Name, variable.Value!));
}
