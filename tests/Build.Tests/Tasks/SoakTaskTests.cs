using GitOpsDemo.Build.Output;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

/// <summary>What a soak does beside the proof itself.</summary>
public sealed class SoakTaskTests
{
    private static readonly string Digest = $"sha256:{new string('1', 64)}";

    [Theory]
    [InlineData(null, false)]
    [InlineData("--soak=10m", true)]
    public void A_deploy_soaks_only_when_it_was_asked_to(string? option, bool expected)
    {
        using var build = new BuildFixture(Repository.Root, option is null ? ["--target=Deploy"] : ["--target=Deploy", option]);

        Assert.Equal(expected, build.Make<Soak>().ShouldRun(build.Context));
        Assert.Equal(expected, build.Make<Baseline>().ShouldRun(build.Context));
    }

    [Fact]
    public void The_target_alone_soaks_for_ten_minutes()
    {
        using var build = new BuildFixture(Repository.Root, ["--target=Soak"]);

        Assert.Equal(TimeSpan.FromMinutes(10), build.Options.Soak);
    }

    [Fact]
    public async Task Before_the_rollout_what_runs_is_sent_requests_for_as_long_as_the_soak()
    {
        // Given a lab in which another image runs
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = new BuildFixture(
            Repository.Root, ["--target=Deploy", "--soak=1s"], services => services.AddSingleton(TimeProvider.System));
        Runs(build, service.Address);

        // When
        await build.Get<EnvironmentSoak>().WatchBeforeAsync(build.Context, "dev");

        // Then
        Assert.Contains("GET /version", service.Requests);
        Assert.Matches("^[0-9]+ requests sent to what runs before the rollout, ", build.Log.Lines[^1]);
    }

    [Fact]
    public async Task An_image_that_runs_already_is_not_waited_for()
    {
        using var build = new BuildFixture(Repository.Root, ["--target=Deploy", "--soak=10m"]);
        Runs(build, new Uri("http://127.0.0.1:1/"));
        build.Context.Report.Image = new ReportedImage($"localhost:5000/gitops-demo@{Digest}", "1.0.0", 1, [], 0);

        await build.Get<EnvironmentSoak>().WatchBeforeAsync(build.Context, "dev");

        Assert.Equal("dev runs this image already: nothing to compare with", build.Log.Lines[^1]);
    }

    [Fact]
    public async Task An_inconclusive_soak_rolls_nothing_back()
    {
        using var build = new BuildFixture(Repository.Root, ["--target=Deploy", "--soak=10m", "--rollback-on-failure"]);
        build.Context.Report.Committed(
            "https://gitea.example.com/team/gitops-demo.git",
            new GitOpsCommit(new string('a', 40), IsNew: true, Tries: 1),
            [new OverlayChange("dev", null, new ImageEntry("gitops-demo", Digest: Digest))]);
        build.Get<RunOutcome>().IsInconclusive = true;

        await build.Get<FailedDeploy>().UndoAsync(
            build.Context, new DeliveryException("the soak is inconclusive", "too few requests", "longer"));

        Assert.Equal("dev is not rolled back: an inconclusive soak has found nothing wrong", build.Log.Lines[^1]);
    }

    [Fact]
    public void An_image_whose_soak_failed_is_not_proven_until_one_passes()
    {
        using var folder = new TemporaryFolder();
        var ledger = new ProofLedger(folder.Path);
        foreach (var family in Enum.GetValues<ProofFamily>())
        {
            ledger.Record("dev", Digest, family, new(1, DateTimeOffset.UnixEpoch));
        }

        ledger.RecordSoak("dev", Digest, new(0, DateTimeOffset.UnixEpoch) { Failure = "soak/errorRatio is not proven" });
        ledger.Record("dev", Digest, ProofFamily.Targets, new(1, DateTimeOffset.UnixEpoch));
        Assert.Equal("its soak failed at 1970-01-01 00:00 UTC: soak/errorRatio is not proven", ledger.Find("dev")!.Lack);

        ledger.RecordSoak("dev", Digest, new(1, DateTimeOffset.UnixEpoch));
        Assert.Null(ledger.Find("dev")!.Lack);
    }

    private static void Runs(BuildFixture build, Uri service)
    {
        var image = $"localhost:5000/gitops-demo@{Digest}";
        var live = new LiveEnvironment("dev", "gitops-demo-dev", "1a2b3c", image, service, [new("a", image, true, "process 1")], "");
        build.Platform.LiveAsync("dev", Arg.Any<CancellationToken>()).Returns(live);
        build.Platform.ServiceAddressAsync(live, Arg.Any<CancellationToken>()).Returns(service);
    }
}
