using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Report.Status;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests;

public sealed class StatusReaderTests
{
    private static readonly PrometheusRule Expected = ManifestSet.Load(
        Path.Combine(Repository.Root, "monitoring", "alerts.yaml")).Only<PrometheusRule>();

    [Fact]
    public async Task Our_rules_are_told_from_those_of_others()
    {
        // Given a Prometheus with one group of ours and one of somebody else
        var group = Expected.Groups[0].Name;
        await using var prometheus = await HttpStub.AnsweringAsync($$$"""
            {"status":"success","data":{"groups":[
              {"name":"{{{group}}}","file":"f","interval":30,"rules":[{{{Rule("A", "ok", "firing")}}},{{{Rule("B", "ok", "pending")}}},{{{Rule("C", "err", "inactive")}}}]},
              {"name":"others","file":"f","interval":30,"rules":[{{{Rule("D", "ok", "firing")}}}]}]}}
            """);

        // When
        var status = await Read(
            live: null, () => Task.FromResult(new PrometheusClient(new HttpClient { BaseAddress = prometheus.Address })));

        // Then
        Assert.Equal(Expected.Groups.Sum(rules => rules.Rules.Count), status.Rules!.Expected);
        Assert.Equal(2, status.Rules.Healthy);
        Assert.Equal("FIRING A; pending B; 1 of others firing", status.Rules.Alerts);
        Assert.Null(status.Sync);
    }

    [Fact]
    public async Task A_Prometheus_that_is_away_is_a_line_and_no_failure()
    {
        var live = new LiveEnvironment("dev", "ns", "commit", "localhost:5000/app:1.0", new("http://localhost/"), [], "");

        var status = await Read(live, () => throw new DeliveryException("prometheus does not run", "it ended", ""));

        Assert.Equal(("prometheus does not run: it ended", new SyncState("Synced", "Healthy")), (status.Trouble, status.Sync));
    }

    private static Task<EnvironmentStatus> Read(LiveEnvironment? live, Func<Task<PrometheusClient>> connect)
    {
        var (platform, view) = (Substitute.For<IPlatform>(), Substitute.For<IPlatformView>());
        platform.LiveAsync("dev", default).Returns(live);
        view.SyncStateAsync(live!, default).Returns(new SyncState("Synced", "Healthy"));
        return new StatusReader(platform, view).ReadAsync("dev", Expected, connect, default);
    }

    private static string Rule(string name, string health, string state) => $$"""
        {"type":"alerting","name":"{{name}}","query":"up","duration":0,"keepFiringFor":0,"labels":{},"annotations":{},"health":"{{health}}","state":"{{state}}","lastEvaluation":"2026-11-22T11:22:05Z"}
        """;
}
