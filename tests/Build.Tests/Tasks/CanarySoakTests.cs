using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests.Policy;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>What becomes of a canary that waits for a decision.</summary>
public sealed class CanarySoakTests : IDisposable
{
    private const string Pool = "serviceMonitor/gitops-demo-dev/gitops-demo/0";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("up", true)]
    [InlineData("down", false)]
    public async Task It_is_promoted_after_a_soak_that_passed_and_aborted_after_one_that_failed(string health, bool passes)
    {
        // Given a canary beside the stable version
        await using var prometheus = await PrometheusAsync(health);
        using var build = Build(prometheus.Address);

        // When
        var failure = await Record.ExceptionAsync(() => build.Get<EnvironmentSoak>().RunAsync(build.Context, "dev"));

        // Then
        Assert.Equal(passes, failure is null);
        await build.Platform.Received(passes ? 1 : 0).PromoteCanaryAsync("dev", Arg.Any<CancellationToken>());
        await build.Platform.Received(passes ? 0 : 1).AbortCanaryAsync("dev", Arg.Any<CancellationToken>());
        var said = passes ? "the canary is no worse than" : "the canary is aborted, and only the stable";
        Assert.Contains(build.Log.Lines, line => line.StartsWith(said, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_can_not_be_aborted_is_said_and_the_failure_stays_what_it_is()
    {
        await using var prometheus = await PrometheusAsync("down");
        using var build = Build(prometheus.Address);
        build.Platform.AbortCanaryAsync("dev", Arg.Any<CancellationToken>()).Returns(
            _ => throw new DeliveryException("kubectl patch failed", "forbidden", "ask for the right"));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => build.Get<EnvironmentSoak>().RunAsync(build.Context, "dev"));

        Assert.Contains("not proven", failure.What, StringComparison.Ordinal);
        Assert.Contains("the canary is still there: kubectl patch failed: forbidden. Next: ask for the right", build.Log.Lines);
    }

    [Fact]
    public async Task What_is_proven_of_a_canary_is_no_proof_of_the_environment_and_what_fails_is()
    {
        using var build = Build(new Uri("http://127.0.0.1:1"));
        var recorder = build.Get<ProofRecorder>();

        await recorder.RecordAsync(build.Context, "dev", new(ProofFamily.Targets, build.Time.GetUtcNow(), [], Failure: null));
        Assert.Null(build.Get<ProofLedger>().Find("dev"));

        await recorder.RecordAsync(build.Context, "dev", new(ProofFamily.Targets, build.Time.GetUtcNow(), [], "it is down"));
        Assert.EndsWith("it is down", build.Get<ProofLedger>().Find("dev")!.Lack, StringComparison.Ordinal);
    }

    private static Task<HttpStub> PrometheusAsync(string health) =>
        HttpStub.StartAsync(context => context.Response.WriteAsync(Answer(context.Request.Path, health)));

    /// <summary>The replicas are older than an hour: nothing is compared, and the soak is about the checks alone.</summary>
    private static string Answer(string path, string health) => path switch
    {
        "/api/v1/scrape_pools" => $$"""{"status":"success","data":{"scrapePools":["{{Pool}}"]} }""",
        "/api/v1/targets" =>
            $$$"""{"status":"success","data":{"activeTargets":[{{{Target("gitops-demo-6c8b-a", "up")}}},{{{Target("gitops-demo-75f9-b", health)}}}]} }""",
        _ => """{"status":"success","data":{"resultType":"vector","result":[{"metric":{"pod":"gitops-demo-75f9-b"},"value":[0,"-7200"]}]}}""",
    };

    private static string Target(string pod, string health) => $$"""
        {"labels":{"pod":"{{pod}}"},"scrapePool":"{{Pool}}","scrapeUrl":"http://10.0.0.1:8080/metrics","health":"{{health}}",
         "lastError":"","lastScrape":"1970-01-01T00:00:00Z","lastScrapeDuration":0.01}
        """;

    private BuildFixture Build(Uri prometheus)
    {
        string[] arguments = ["--target=Soak", "--soak=60s", "--kube-context=k3s"];
        var options = BuildOptions.From(CommandLine.Parse(arguments, BuildTasks.Names));
        var off = new[] { PolicySettings.Alerts, PolicySettings.Dashboards, PolicySettings.LogLine };
        var settings = options.Settings with { Policy = new PolicySettings { Off = off.ToDictionary(id => id, _ => "a test") } };
        var build = new BuildFixture(_folder.Path, arguments, services =>
        {
            services.AddSingleton(options with { Settings = settings });
            services.AddSingleton(new ProofLedger(_folder["proofs"]));
        });
        string ImageOf(char digit) => $"127.0.0.1:1/gitops-demo@sha256:{new string(digit, 64)}";
        var (old, @new) = (ImageOf('a'), ImageOf('b'));
        var live = new LiveEnvironment(
            "dev",
            "gitops-demo-dev",
            "1a2b3c",
            @new,
            new("http://127.0.0.1:1/"),
            [new("gitops-demo-6c8b-a", old, true, "node-1") { IsOfStable = true }, new("gitops-demo-75f9-b", @new, true, "node-1")],
            """
            {"apiVersion":"monitoring.coreos.com/v1","kind":"ServiceMonitor","metadata":{"name":"gitops-demo","namespace":"gitops-demo-dev"},
             "spec":{"selector":{},"endpoints":[{"port":"http"}]}}
            """);
        build.Platform.LiveAsync("dev", Arg.Any<CancellationToken>()).Returns(live);
        build.Platform.AddressOfAsync(ServiceApi.Prometheus, Arg.Any<CancellationToken>()).Returns(prometheus);
        return build;
    }
}
