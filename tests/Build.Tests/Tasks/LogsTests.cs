using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Options;
using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Tasks;
using GitOpsDemo.Build.Tests.Kubernetes.Fixtures;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class LogsTests
{
    private static readonly LiveEnvironment Live = new("dev", "gitops-demo-dev", "1a2b3c", "image", new("http://localhost:8080/"), [], "");

    [Fact]
    public async Task Ctrl_C_ends_what_is_followed_and_is_no_failure()
    {
        // Given
        using var folder = new TemporaryFolder();
        var written = new List<string>();
        using var build = new BuildFixture(folder.Path, ["--target=Logs", "--follow"], services => services
            .AddSingleton(TimeProvider.System)
            .AddSingleton(new Terminal { Write = written.Add }));
        var source = Substitute.For<ILogSource>();
        source.Name.Returns("a source");
        source.ReadAsync(default!, default!, default).ReturnsForAnyArgs(async call =>
        {
            await call.Arg<LogFeed>().CaughtUpAsync(default);
            await call.Arg<LogFeed>().WriteAsync(LogLine.Read("pod-1", "hello"), default);
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, call.Arg<CancellationToken>());
        });
        build.Platform.LiveAsync("dev", Arg.Any<CancellationToken>()).Returns(Live);
        build.Platform.LogSourceAsync(Live, Arg.Any<CancellationToken>()).Returns(source);

        // When
        var task = build.Make<Logs>().RunAsync(build.Context);
        await Eventually.HoldsAsync(() => written.Count > 0, "the line is shown");
        build.Get<Cancellation>().Cancel();

        // Then
        await task;
        Assert.Equal("--:--:--.---          pod-1  hello\n", Assert.Single(written));
        Assert.Contains("1 line shown, none dropped", build.Log.Lines);
    }

    [Fact]
    public async Task On_a_cluster_without_Loki_the_pods_own_logs_are_read_and_that_is_said()
    {
        const string Pods =
            "kubectl --context k3s --namespace gitops-demo-dev get pods --selector app.kubernetes.io/name=gitops-demo --output json";
        const string PodLog =
            "kubectl --context k3s --namespace gitops-demo-dev logs demo-0 --since-time 2026-11-30T12:00:00Z --timestamps";
        await using var cluster = new ClusterFixture();
        foreach (var place in (string[])["--namespace monitoring get services", "get services --all-namespaces"])
        {
            cluster.Script.On($"kubectl --context k3s {place} --selector app.kubernetes.io/name=loki --output json", Answers.List());
        }

        cluster.Script
            .On(Pods, """{"kind":"List","items":[{"kind":"Pod","metadata":{"name":"demo-0","namespace":"gitops-demo-dev"}}]}""")
            .On(
                PodLog,
                "2026-11-30T12:00:01.123456789Z {\"level\":\"info\",\"message\":\"one\"}\n2026-11-30T12:00:02Z two",
                error: "Defaulted container");
        var shown = new List<LogLine>();

        var source = await cluster.Platform.LogSourceAsync(Live, default);
        var query = new LogQuery(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero), Follows: false);
        await new LogReader(cluster.Log, TimeProvider.System).RunAsync(source, query, shown.AddRange, default);

        Assert.Equal(["one", "two"], shown.Select(line => line.Message));
        Assert.Contains(cluster.Log.Lines, line => line.StartsWith("reading the pods' own logs", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("list resource \"pods\"", true)]
    [InlineData("get resource \"pods/log\"", false)]
    public async Task Lines_that_this_user_may_not_read_are_a_failure_with_the_right_that_is_missing(string right, bool isOfList)
    {
        var refusal = $"Error from server (Forbidden): User \"ada\" cannot {right} in API group \"\" in the namespace \"gitops-demo-dev\"";
        await using var cluster = new ClusterFixture();
        foreach (var place in (string[])["--namespace monitoring get services", "get services --all-namespaces"])
        {
            cluster.Script.On($"kubectl --context k3s {place} --selector app.kubernetes.io/name=loki --output json", Answers.List());
        }

        cluster.Script
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev get pods --selector app.kubernetes.io/name=gitops-demo --output json",
                isOfList ? "" : """{"kind":"List","items":[{"kind":"Pod","metadata":{"name":"demo-0","namespace":"gitops-demo-dev"}}]}""",
                error: isOfList ? refusal : "",
                exitCode: isOfList ? 1 : 0)
            .On(
                "kubectl --context k3s --namespace gitops-demo-dev logs demo-0 --since-time 2026-11-30T12:00:00Z --timestamps",
                error: refusal,
                exitCode: 1);

        var source = await cluster.Platform.LogSourceAsync(Live, default);
        var query = new LogQuery(new(2026, 11, 30, 12, 0, 0, TimeSpan.Zero), Follows: false);
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => new LogReader(cluster.Log, TimeProvider.System).RunAsync(source, query, _ => { }, default));

        Assert.Contains($"cannot {right}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_to_which_nothing_was_deployed_has_no_lines_and_the_way_out_is_a_Deploy()
    {
        using var folder = new TemporaryFolder();
        using var build = new BuildFixture(folder.Path, ["--target=Logs", "--environment=staging"]);
        build.Platform.LiveAsync("staging", Arg.Any<CancellationToken>()).Returns((LiveEnvironment?)null);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<Logs>().RunAsync(build.Context));

        Assert.Contains("nothing was ever deployed to it", failure.Why, StringComparison.Ordinal);
        Assert.Equal("./build.sh --target=Deploy --environment=staging", failure.Next);
    }

    [Fact]
    public async Task Loki_is_asked_by_the_certificates_that_the_settings_file_names_for_it()
    {
        // Given a Loki with a private CA
        using var certificates = new TestCertificates();
        await using var loki = await HttpStub.StartTlsAsync(
            context => context.Response.WriteAsync("""{"status":"success","data":{"resultType":"streams","result":[]}}"""), certificates.Server);
        await using var cluster = new ClusterFixture();
        var settings = cluster.Get<ClusterSettings>() with
        {
            Addresses = new Dictionary<ServiceApi, Uri> { [ServiceApi.Loki] = loki.Address },
            Tls = new Dictionary<ServiceApi, ServerTls> { [ServiceApi.Loki] = new(certificates.CaFile, null, null) },
        };
        var logs = cluster.With<ClusterLogs>(settings, cluster.With<ServiceAddresses>(settings));

        // When
        var source = await logs.OfAsync(Live, default);
        var query = new LogQuery(TimeProvider.System.GetUtcNow().AddMinutes(-1), Follows: false);
        await new LogReader(cluster.Log, TimeProvider.System).RunAsync(source, query, _ => { }, default);

        // Then
        Assert.NotEmpty(loki.Requests);
    }

    [Theory]
    [InlineData("--grep=(", "is not a regular expression that can be used")]
    [InlineData(@"--grep=(a)\1", "is not a regular expression that can be used")]
    [InlineData("--level=loud", "'loud' is not one of trace, debug, info, warning, error, critical")]
    [InlineData("--since=yesterday", "'yesterday' is not a duration")]
    public void A_value_that_is_none_is_refused_before_anything_runs(string argument, string expected)
    {
        var failure = Assert.Throws<CommandLineException>(() => CommandLine.Parse(["--target=Logs", argument], BuildTasks.Names));

        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }
}
