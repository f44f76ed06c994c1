using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Api.Settings;
using GitOpsDemo.Testing;
using Microsoft.Extensions.Configuration;
using Xunit.Abstractions;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Api.Tests.Real;

/// <summary>The end of the service in the time that its manifest gives it.</summary>
public sealed class GracePeriodTests(ITestOutputHelper output)
{
    /// <summary>In milliseconds: longer than the readiness delay, so that it is on its way when the drain begins.</summary>
    private const int LongRequest = 7_000;

    private static readonly YamlMappingNode Pod = (YamlMappingNode)Read("k8s", "base", "deployment.yaml")["spec"]["template"]["spec"];

    private static readonly YamlMappingNode Container = (YamlMappingNode)Assert.Single((YamlSequenceNode)Pod["containers"]);

    private static readonly TimeSpan GracePeriod = TimeSpan.FromSeconds(Number(Pod, "terminationGracePeriodSeconds", 30));

    [Fact]
    public void The_probes_the_delay_the_drain_and_the_grace_period_fit_into_each_other()
    {
        var values = Variables().ToDictionary(
            variable => variable.Key.Replace("__", ":", StringComparison.Ordinal), string? (variable) => variable.Value);
        var settings = ServiceSettings.From(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        var readiness = (YamlMappingNode)Container["readinessProbe"];
        var noticedAfter = TimeSpan.FromSeconds(Number(readiness, "periodSeconds", 10) * Number(readiness, "failureThreshold", 3));
        var longestAnswer = TimeSpan.FromSeconds(Number(readiness, "timeoutSeconds", 1));

        // Everybody has noticed, also by a probe whose answer takes as long as it may, before it stops to listen
        Assert.InRange(noticedAfter + longestAnswer, TimeSpan.Zero, settings.ReadinessDelay);

        // and what was on its way then has its time before SIGKILL
        Assert.InRange(settings.ReadinessDelay + settings.DrainTimeout, TimeSpan.Zero, GracePeriod - TimeSpan.FromSeconds(1));
    }

    [Fact]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task With_the_settings_of_the_manifest_it_is_not_ready_at_once_finishes_what_is_on_its_way_and_exits_with_0_in_time()
    {
        await using var service = new ServiceProcess([.. Variables().Append(("Faults__Enabled", "true"))]);
        await service.ReadyAsync();
        var running = service.StatusAsync($"/faults/delay/{LongRequest}");
        await Eventually.HoldsAsync(
            async () =>
                (await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Contains(
                    "http_requests_in_progress 2", StringComparison.Ordinal),
            "it is on its way");
        var watch = Stopwatch.StartNew();

        service.Terminate();

        await Eventually.HoldsAsync(async () => await service.StatusAsync("/ready") == 503, "it is not ready");
        var notReady = watch.Elapsed;
        Assert.Equal(204, await running);
        Assert.Equal(0, await service.ExitCodeAsync());
        output.WriteLine(
            $"not ready {notReady.TotalSeconds:0.00} s after SIGTERM, exit code 0 after {watch.Elapsed.TotalSeconds:0.0} of "
                + $"{GracePeriod.TotalSeconds:0} s");
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, GracePeriod);
    }

    private static IEnumerable<(string Key, string Value)> Variables() => ((YamlSequenceNode)Container["env"]).Cast<YamlMappingNode>()
        .Where(variable => variable.Children.ContainsKey("value") && (string?)variable["name"] is not "ASPNETCORE_HTTP_PORTS")
        .Select(variable => ((string)variable["name"]!, (string)variable["value"]!));

    /// <summary>A number of the manifest, or Kubernetes' default.</summary>
    private static int Number(YamlMappingNode node, string key, int otherwise) =>
        node.Children.TryGetValue(key, out var value) ? int.Parse((string)value!, CultureInfo.InvariantCulture) : otherwise;

    private static YamlNode Read(params string[] path)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(File.ReadAllText(Path.Combine([Repository.Root, .. path]))));
        return Assert.Single(stream.Documents).RootNode;
    }
}
