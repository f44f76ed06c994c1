using System.IO.Compression;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>What is kept of a failure, and that keeping it never hides the failure.</summary>
public sealed class FailedProofTests : IDisposable
{
    private static readonly string Digest = $"sha256:{new string('1', 64)}";
    private static readonly DeliveryException Failure = new("rules/A is not proven", "it is not loaded", "apply it");

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task All_that_was_seen_is_in_one_file_that_the_failure_names()
    {
        // Given what runs, its log, and what was proven before
        await using var prometheus = await HttpStub.AnsweringAsync("""{"status":"success","password":"hunter2"}""");
        using var build = Build();
        Runs(build);
        build.Platform.EventsAsync("dev", Arg.Any<CancellationToken>()).Returns(["12:00:01 Warning Pod/a BackOff (4 times): it ends"]);
        build.Get<ProofLedger>().RecordProven(
            "dev",
            Digest,
            new($"localhost:5000/gitops-demo@{Digest}", "1a2b3c", build.Context.Report.Started - TimeSpan.FromHours(1))
            {
                SourceCommit = new string('a', 40),
            });
        using var client = ServiceClient.For(prometheus.Address, transcript: build.Context.Transcript);
        await client.GetStringAsync(new Uri("api/v1/rules", UriKind.Relative));

        // When
        var failure = await KeepAsync(build);

        // Then
        Assert.Equal(("rules/A is not proven", "it is not loaded"), (failure.What, failure.Why));
        Assert.Matches("^apply it; .*failure-.*zip has what was asked and answered, without secrets: attach it to an issue$", failure.Next);
        Assert.StartsWith("the same image, proven at", build.Context.Report.SinceProof!.Since, StringComparison.Ordinal);
        Assert.Contains(ReportFacts.Of(build.Context.Report.Snapshot(failure)), fact => fact.Name == "for an issue");

        var parts = Parts();
        Assert.Contains("rules/A is not proven: it is not loaded", parts["failure.md"], StringComparison.Ordinal);
        Assert.Contains("- last proven: the same image, proven at", parts["failure.md"], StringComparison.Ordinal);
        Assert.Contains("api/v1/rules\n200 {\"status\":\"success\",\"password\":\"***\"}", parts["queries.txt"], StringComparison.Ordinal);
        Assert.Equal("a GET /orders 500", parts["logs.txt"]);
        Assert.Equal("12:00:01 Warning Pod/a BackOff (4 times): it ends", parts["events.txt"]);
        Assert.Equal("kind: Deployment\n", parts["manifests.yaml"]);
        Assert.Contains("\"sinceProof\"", parts["report.json"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_missing_is_named_and_hides_nothing()
    {
        using var build = Build();
        Runs(build);
        build.Platform.LogSourceAsync(Arg.Any<LiveEnvironment>(), Arg.Any<CancellationToken>()).Returns<ILogSource>(
            _ => throw new DeliveryException("Loki is not there", "it ended", "LabUp"));

        var failure = await KeepAsync(build);

        Assert.Equal("rules/A is not proven", failure.What);
        Assert.Contains("- missing: the log: Loki is not there", Parts()["failure.md"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_can_not_be_written_is_a_warning_and_the_failure_stays_what_it_is()
    {
        using var build = Build();
        Runs(build);

        Assert.Same(Failure, await KeepAsync(build, _folder.Write("artifacts", "a file where the folder should be")));
        Assert.Contains(
            build.Log.Lines,
            line => line.StartsWith("the evidence of the failure could not be written to a file: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Compile", true)]
    [InlineData("VerifyAlerts", false)]
    public async Task What_fails_before_anything_was_seen_of_what_runs_has_no_evidence(string task, bool hasLooked)
    {
        using var build = Build();
        if (hasLooked)
        {
            Runs(build);
        }

        Assert.Same(Failure, await FailedProofIn(_folder.Path, build).KeepAsync(build.Context, task, Failure));
        Assert.Empty(Directory.EnumerateFiles(_folder.Path));
    }

    private Task<DeliveryException> KeepAsync(BuildFixture build, string? artifacts = null) =>
        FailedProofIn(artifacts ?? _folder.Path, build).KeepAsync(build.Context, "VerifyAlerts", Failure);

    private static FailedProof FailedProofIn(string artifacts, BuildFixture build) => build.Make<FailedProof>(
        build.Make<FailureBundle>(artifacts), build.Make<DeployHistory>(build.Make<LastProof>()));

    private BuildFixture Build() => new(
        Repository.Root,
        ["--target=VerifyAlerts"],
        services => services.AddSingleton(new ProofLedger(_folder["proofs"])));

    private static void Runs(BuildFixture build)
    {
        var image = $"127.0.0.1:1/gitops-demo@{Digest}";
        IReadOnlyList<LiveReplica> replicas = [new("a", image, true, "process 1")];
        var live = new LiveEnvironment(
            "dev", "gitops-demo-dev", "1a2b3c", image, new("http://127.0.0.1:1/"), replicas, "kind: Deployment\n");
        build.Context.Report.Live = live;
        var source = Substitute.For<ILogSource>();
        source.ReadAsync(Arg.Any<LogQuery>(), Arg.Any<LogFeed>(), Arg.Any<CancellationToken>()).Returns(async call =>
        {
            await call.Arg<LogFeed>().WriteAsync(new("a", "") { Text = "GET /orders 500" }, default);
            await call.Arg<LogFeed>().CaughtUpAsync(default);
        });
        build.Platform.LogSourceAsync(live, Arg.Any<CancellationToken>()).Returns(source);
        build.Platform.ChartsAsync(Arg.Any<CancellationToken>()).Returns((IReadOnlyDictionary<string, string>?)null);
    }

    private Dictionary<string, string> Parts()
    {
        using var archive = ZipFile.OpenRead(Assert.Single(Directory.EnumerateFiles(_folder.Path, "failure-*.zip")));
        return archive.Entries.ToDictionary(entry => entry.FullName, TextOf);
    }

    private static string TextOf(ZipArchiveEntry entry)
    {
        using var reader = new StreamReader(entry.Open());
        return reader.ReadToEnd();
    }
}
