using System.Text;
using Cake.Core;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Build.Hosting;
using GitOpsDemo.Build.Settings;
using GitOpsDemo.Build.Tasks.GitOps;
using GitOpsDemo.Build.Tasks.Verification;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Monitoring.Logs;
using GitOpsDemo.Delivery.Proof;
using GitOpsDemo.Delivery.Proof.Attestation;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class VerificationTaskTests : IDisposable
{
    private readonly TemporaryFolder _proofs = new();

    public void Dispose() => _proofs.Dispose();

    [Theory]
    [InlineData("", "expected one PrometheusRule, found 0")]
    [InlineData(
        "{apiVersion: monitoring.coreos.com/v1, kind: PrometheusRule, metadata: {name: r}, spec: {groups: []}}",
        "it has no rules, so that nothing would be proven")]
    public async Task A_file_without_a_rule_proves_nothing(string content, string why)
    {
        _proofs.Write("monitoring/alerts.yaml", content);
        using var build = new BuildFixture(_proofs.Path, ["--target=VerifyAlerts"]);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<VerifyAlerts>().RunAsync(build.Context));

        Assert.Equal(why, failure.Why);
    }

    [Fact]
    public void The_last_proof_of_the_last_target_is_the_one_that_watches_on()
    {
        using var build = new BuildFixture(Repository.Root, ["--target=VerifyAlerts", "--target=VerifyLogs", "--watch=60s"]);

        // Given that Cake tells of the first target only
        var run = Substitute.For<ISetupContext>();
        var first = Substitute.For<ICakeTaskInfo>();
        first.Name.Returns("VerifyAlerts");
        run.TasksToExecute.Returns([first]);

        // When
        build.Make<BuildLifetime>().Setup(build.Context, run);

        // Then
        Assert.Equal("VerifyLogs", build.Get<EnvironmentProof>().LastTask);
    }

    [Fact]
    public async Task What_was_proven_is_proven_again_while_the_last_task_watches_on()
    {
        // Given a service that answers, and whose lines are found
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = Build(service.Address, "--target=VerifyLogs", "--watch=10s");
        build.Get<EnvironmentProof>().LastTask = "VerifyLogs";

        // When
        await build.Make<VerifyLogs>().RunAsync(build.Context);

        // Then
        Assert.Equal(["GET /version", "GET /version"], service.Requests);
        Assert.Contains("watched for 10 s: all proven once more", build.Log.Lines);
    }

    [Fact]
    public async Task What_fails_while_the_last_task_watches_on_is_written_down()
    {
        // Given a log that answers once
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = Build(service.Address, "--target=VerifyLogs", "--watch=60s");
        build.Get<EnvironmentProof>().LastTask = "VerifyLogs";
        var log = await build.Platform.LogsAsync(default);
        build.Platform.LogsAsync(Arg.Any<CancellationToken>()).Returns(
            _ => log, _ => throw new DeliveryException("Loki is not there", "it ended", "LabUp"));

        // When
        await Assert.ThrowsAsync<DeliveryException>(() => build.Make<VerifyLogs>().RunAsync(build.Context));

        // Then nobody goes by what was proven before
        Assert.EndsWith("Loki is not there", build.Get<ProofLedger>().Find("dev")!.Lack, StringComparison.Ordinal);
        Assert.Contains(build.Log.Lines, line => line.StartsWith("the failed proof is not attached", StringComparison.Ordinal));
    }

    [Fact]
    public async Task How_a_family_came_out_is_written_down_for_the_digest_that_runs()
    {
        // Given
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = Build(service.Address, "--target=VerifyLogs");
        var ledger = build.Get<ProofLedger>();

        // When it is proven, and then nobody answers
        await build.Make<VerifyLogs>().RunAsync(build.Context);
        Assert.Equal("not proven yet by VerifyTargets, VerifyAlerts, VerifyDashboards", ledger.Find("dev")!.Lack);
        build.Platform.LogsAsync(Arg.Any<CancellationToken>()).Returns<ILogStore>(
            _ => throw new DeliveryException("Loki is not there", "it ended", "LabUp"));
        await Assert.ThrowsAsync<DeliveryException>(() => build.Make<VerifyLogs>().RunAsync(build.Context));

        // Then
        Assert.EndsWith("Loki is not there", ledger.Find("dev")!.Lack, StringComparison.Ordinal);

        // And a registry that does not take it is said, and the failure stays what it was
        Assert.Contains(build.Log.Lines, line => line.StartsWith(
            "the failed proof is not attached to the image, so that only this checkout knows of it: ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_proof_that_the_registry_does_not_take_fails_only_where_the_settings_ask_for_it(bool isRequired)
    {
        // Given a registry that is away
        using var build = Build(new Uri("http://127.0.0.1:1"), "--target=Verify");
        var settings = build.Options.Settings with { Promotion = new PromotionSettings { RequiresAttestation = isRequired } };
        var context = build.ContextWith(settings);

        // When all families are proven
        var failure = await Record.ExceptionAsync(() => ProveAllAsync(context, build));

        // Then this checkout knows in any case
        Assert.Null(build.Get<ProofLedger>().Find("dev")!.Lack);
        Assert.Equal(isRequired ? "the proof is not attached to the image" : null, (failure as DeliveryException)?.What);
        Assert.Equal(
            !isRequired,
            build.Log.Lines.Any(line => line.StartsWith("the proof is not attached to the image, so that only", StringComparison.Ordinal)));
    }

    [FactWithTool(LocalRegistry.Tool)]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task What_has_failed_is_attached_to_the_image_that_runs()
    {
        // Given an image in a registry, and a log that nobody can ask
        using var registry = new LocalRegistry();
        await registry.InitializeAsync();
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = BuildWith(service.Address, registry.Name, "--target=VerifyLogs");
        var image = await RunAsync(build, registry, service.Address);
        build.Platform.LogsAsync(Arg.Any<CancellationToken>()).Returns<ILogStore>(
            _ => throw new DeliveryException("Loki is not there", "it ended", "LabUp"));

        // When
        await Assert.ThrowsAsync<DeliveryException>(() => build.Make<VerifyLogs>().RunAsync(build.Context));

        // Then whoever asks the registry knows
        Assert.Contains(
            $"the failed proof is attached to {image}, not signed: whoever may write to the registry vouches for it", build.Log.Lines);
        var known = await build.Get<AttestedProofs>().FindAsync(image, "dev", default);
        Assert.Contains("Loki is not there", known.Proof!.Predicate.Lack);
        Assert.Equal("1a2b3c", known.Proof.Predicate.GitOpsCommit);
    }

    [FactWithTool(LocalRegistry.Tool)]
    [Trait(Traits.Category, Traits.Integration)]
    public async Task A_soak_that_failed_is_attached_and_only_another_soak_outweighs_it()
    {
        using var registry = new LocalRegistry();
        await registry.InitializeAsync();
        await using var service = await HttpStub.AnsweringAsync("{}");
        using var build = BuildWith(service.Address, registry.Name, "--target=Verify");
        var image = await RunAsync(build, registry, service.Address);
        var live = (await build.Platform.LiveAsync("dev", default))!;
        var recorder = build.Get<ProofRecorder>();

        await recorder.RecordSoakAsync(build.Context, live, build.Time.GetUtcNow(), new("10m", "fail", "the 95th percentile is higher"));
        await ProveAllAsync(build.Context, build);
        var failed = await build.Get<AttestedProofs>().FindAsync(image, "dev", default);
        build.Time.Advance(TimeSpan.FromMinutes(10));
        await recorder.RecordSoakAsync(build.Context, live, build.Time.GetUtcNow(), new("10m", "pass", "nothing is worse"));
        var passed = await build.Get<AttestedProofs>().FindAsync(image, "dev", default);

        Assert.Contains("the 95th percentile is higher", failed.Proof!.Predicate.Soak!.Summary, StringComparison.Ordinal);
        Assert.NotNull(failed.Proof.Predicate.Lack);
        Assert.Equal((null, "pass"), (passed.Proof!.Predicate.Lack, passed.Proof.Predicate.Soak!.Verdict));
        Assert.Null(build.Get<ProofLedger>().Find("dev")!.Lack);
    }

    [Fact]
    public void What_runs_is_no_proof_of_a_commit_that_waits_to_be_merged()
    {
        using var build = new BuildFixture(Repository.Root, ["--target=Deploy", "--pull-request-branch=deploy/dev"]);
        ProofTask[] proofs =
            [build.Make<VerifyTargets>(), build.Make<VerifyAlerts>(), build.Make<VerifyDashboards>(), build.Make<VerifyLogs>()];
        Assert.All(proofs, proof => Assert.True(proof.ShouldRun(build.Context)));

        Commit(build, awaitsMergeOn: "deploy/dev");
        Assert.All(proofs, proof => Assert.False(proof.ShouldRun(build.Context)));
        Assert.False(build.Make<WaitForSync>().ShouldRun(build.Context));
        Assert.Contains("it is on branch deploy/dev: it goes live once that is merged into main", build.Log.Lines);

        Commit(build, awaitsMergeOn: null);
        Assert.All(proofs, proof => Assert.True(proof.ShouldRun(build.Context)));
        Assert.True(build.Make<WaitForSync>().ShouldRun(build.Context));
    }

    [Fact]
    public async Task A_drill_is_refused_in_the_environment_that_users_depend_on_by_its_own_name()
    {
        using var build = new BuildFixture(
            Repository.Root, ["--settings=samples/hello/settings.json", "--target=FireDrill", "--environment=live"]);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<FireDrill>().RunAsync(build.Context));

        Assert.Equal("no drill is held in live", refused.What);
    }

    private BuildFixture Build(Uri service, params string[] arguments) => BuildWith(service, "127.0.0.1:1", arguments);

    /// <summary>Has an image in the registry that runs in dev.</summary>
    private async Task<ImageReference> RunAsync(BuildFixture build, LocalRegistry registry, Uri service)
    {
        var client = build.Get<RegistryClient>();
        var configuration = """{"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}}"""u8.ToArray();
        var blob = new Descriptor(MediaTypes.Configuration, ImageDigest.Of(configuration), configuration.Length);
        var manifest = Encoding.UTF8.GetBytes($$"""{"schemaVersion":2,"mediaType":"{{MediaTypes.Manifest}}","config":{"mediaType":"{{blob.MediaType}}","digest":"{{blob.Digest}}","size":{{blob.Size}}},"layers":[]}""");
        var name = ImageReference.Create(registry.Name, "gitops-demo");
        File.WriteAllBytes(_proofs["configuration.json"], configuration);
        await client.PushBlobAsync(name, blob, _proofs["configuration.json"]);
        var image = name.AtDigest(await client.PushManifestAsync(name, MediaTypes.Manifest, manifest));
        var live = new LiveEnvironment(
            "dev", "gitops-demo-dev", "1a2b3c", $"{image}", service, [new("a", $"{image}", true, "process 1")], "");
        build.Platform.LiveAsync("dev", Arg.Any<CancellationToken>()).Returns(live);
        return image;
    }

    private static async Task ProveAllAsync(BuildContext context, BuildFixture build)
    {
        foreach (var family in Enum.GetValues<ProofFamily>())
        {
            await build.Get<ProofRecorder>().RecordAsync(
                context, "dev", new(family, build.Time.GetUtcNow(), [CheckResult.Pass("a", "b", "c")], Failure: null));
        }
    }

    private BuildFixture BuildWith(Uri service, string registry, params string[] arguments)
    {
        var build = new BuildFixture(Repository.Root, arguments, services => services.AddSingleton(new ProofLedger(_proofs.Path)));
        var image = $"{registry}/gitops-demo@sha256:{new string('1', 64)}";
        var live = new LiveEnvironment("dev", "gitops-demo-dev", "1a2b3c", image, service, [new("a", image, true, "process 1")], "");
        var store = Substitute.For<ILogStore>();
        store.Name.Returns("a log");
        store.FindAsync(
            live,
            Arg.Any<string>(),
            Arg.Any<DateTimeOffset>(),
            Arg.Any<CancellationToken>()).Returns(new FoundLine("a log", "GET /version"));
        build.Platform.LiveAsync("dev", Arg.Any<CancellationToken>()).Returns(live);
        build.Platform.LogsAsync(Arg.Any<CancellationToken>()).Returns(store);
        build.Platform.ServiceAddressAsync(live, Arg.Any<CancellationToken>()).Returns(service);
        return build;
    }

    private static void Commit(BuildFixture build, string? awaitsMergeOn) => build.Context.Report.Committed(
        "https://gitea.example.com/team/gitops-demo.git",
        new GitOpsCommit(new string('a', 40), IsNew: true, Tries: 1) { AwaitsMergeOn = awaitsMergeOn },
        [new OverlayChange("dev", null, new ImageEntry("gitops-demo"))]);
}
