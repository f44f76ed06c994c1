using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Delivery.Tests.Proof.Attestation;
using GitOpsDemo.Delivery.Versioning;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>What is asked before a promotion, one question at a time, and all of them together.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class GateTests
{
    private static readonly PromotionRequest Request = new("staging", "prod", "app");
    private static readonly ImageEntry Image = Forge.App("1.4.0");

    [Fact]
    public async Task Every_reason_is_told_at_once_with_what_unproven_would_skip()
    {
        var log = new RecordingLog();
        var gate = new PromotionGate(
            [
                new Answering("proof", GateAnswer.Unproven("nothing was proven", "run --target=Verify")),
                new Answering("signature", new GateAnswer("good")),
                new Answering("nobody asks", null),
                new Answering("freeze window", GateAnswer.Forbidden("prod is frozen", "wait")),
            ],
            log);

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => gate.PassAsync(Request, Image, default));
        var forbidden = await Assert.ThrowsAsync<DeliveryException>(
            () => gate.PassAsync(Request with { AllowUnproven = true }, Image, default));

        Assert.Equal("\n  proof: nothing was proven\n  freeze window: prod is frozen", refused.Why);
        Assert.Equal("run --target=Verify; wait; --unproven would skip proof, and nothing else", refused.Next);
        Assert.Equal("prod is frozen", forbidden.Why);
        Assert.Equal(
            [
                "FAIL  proof         nothing was proven", "pass  signature     good", "FAIL  freeze window prod is frozen",
                "skip  proof         nothing was proven", "pass  signature     good", "FAIL  freeze window prod is frozen",
            ],
            log.Lines);
    }

    [Theory]
    [InlineData("2026-12-19T23:59:59Z", false)]
    [InlineData("2026-12-20T00:00:00Z", true)]
    [InlineData("2027-01-02T00:00:00Z", false)]
    [InlineData("2026-12-04T14:59:00Z", false)] // a Friday, 15:59 in Berlin
    [InlineData("2026-12-04T15:00:00Z", true)]
    [InlineData("2026-12-04T22:59:00Z", true)]
    [InlineData("2026-12-04T23:00:00Z", false)] // midnight in Berlin
    [InlineData("2026-12-05T15:00:00Z", false)]
    [InlineData("2026-12-07T02:59:00Z", false)] // a Monday, 21:59 in New York on Sunday
    [InlineData("2026-12-08T03:00:00Z", true)] // Monday, 22:00 there
    [InlineData("2026-12-08T10:59:00Z", true)] // Tuesday, 05:59
    [InlineData("2026-12-08T11:00:00Z", false)]
    [InlineData("2026-12-07T10:59:00Z", false)] // the morning of Monday
    [InlineData("2026-03-09T09:59:00Z", false)] // the day after the clocks were put forward
    [InlineData("2026-03-10T09:59:00Z", true)]
    [InlineData("2026-03-10T10:00:00Z", false)]
    public async Task A_freeze_begins_and_ends_on_the_clocks_that_it_names(string now, bool isFrozen)
    {
        var time = new FakeTimeProvider(DateTimeOffset.Parse(now, System.Globalization.CultureInfo.InvariantCulture));
        FreezeWindow[] windows =
        [
            new FreezePeriod(new(2026, 12, 20, 0, 0, 0, TimeSpan.Zero), new(2027, 1, 2, 0, 0, 0, TimeSpan.Zero), "the holidays"),
            new WeeklyFreeze(
                [DayOfWeek.Friday], new(16, 0), TimeOnly.MinValue, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin"), "the weekend"),
            new WeeklyFreeze(
                [DayOfWeek.Monday], new(22, 0), new(6, 0), TimeZoneInfo.FindSystemTimeZoneById("America/New_York"), "the backup"),
        ];

        var answer = await new FreezeQuestion(windows, time).AskAsync(Request, Image, default);

        Assert.Equal(isFrozen, answer!.IsRefusal);
        Assert.False(answer.IsOfProof);
    }

    [Theory]
    [InlineData("""{"labels":{"alertname":"HighErrorRate","namespace":"app-staging"},"state":"firing"}""", "HighErrorRate fires in staging")]
    [InlineData("""{"labels":{"alertname":"KubePodCrashLooping","namespace":"app-staging"},"state":"firing"}""", "KubePodCrashLooping fires in staging")]
    [InlineData("""{"labels":{"alertname":"HighErrorRate"},"state":"firing"}""", "HighErrorRate fires in staging")]
    [InlineData("""{"labels":{"alertname":"HighErrorRate","namespace":"app-staging"},"state":"pending"}""", null)]
    [InlineData("""{"labels":{"alertname":"HighErrorRate","namespace":"app-dev"},"state":"firing"}""", null)]
    [InlineData("""{"labels":{"alertname":"Watchdog","severity":"none"},"state":"firing"}""", null)]
    [InlineData("""{"labels":{"alertname":"InfoInhibitor","namespace":"app-staging","severity":"none"},"state":"firing"}""", null)]
    public async Task An_alert_that_fires_where_the_image_runs_is_a_reason(string alert, string? expected)
    {
        await using var prometheus = await PrometheusAsync("app", alert);

        var answer = await Alerts(prometheus.Address).AskAsync(Request, Image, default);

        Assert.Equal(expected ?? "none fires in staging, of 1 rules", answer!.Found);
        Assert.Equal(expected is not null, answer.IsRefusal);
    }

    [Fact]
    public async Task No_alert_says_nothing_where_the_rules_are_not_loaded_or_Prometheus_is_away()
    {
        await using var others = await PrometheusAsync("others", "");

        var unloaded = await Alerts(others.Address).AskAsync(Request, Image, default);
        var away = await Alerts(new Uri("http://127.0.0.1:1")).AskAsync(Request, Image, default);

        Assert.Contains("none of the service's rules", unloaded!.Found);
        Assert.StartsWith("Prometheus of staging can't be asked: ", away!.Found, StringComparison.Ordinal);
        Assert.True(unloaded.IsRefusal && unloaded.IsOfProof && away.IsRefusal && away.IsOfProof);
    }

    [Theory]
    [InlineData("author@example.com", "author@example.com wrote commit ")]
    [InlineData("AUTHOR@example.com", "AUTHOR@example.com wrote commit ")]
    [InlineData("other@example.com", null)]
    [InlineData(
        "somebody@users.noreply.github.com",
        "somebody@users.noreply.github.com promotes what author@example.com wrote, and the first address hides")]
    public async Task The_author_of_the_commit_does_not_promote_it(string promoter, string? refusal)
    {
        // Given an image that says which commit it was built from
        using var folder = new TemporaryFolder();
        var runner = new CommandRunner(new RecordingLog());
        await Git("init", "--quiet");
        await Git("-c", "user.name=A", "-c", "user.email=author@example.com", "commit", "--quiet", "--allow-empty", "--message=x");
        var commit = (await Git("rev-parse", "HEAD")).Output.Trim();
        await using var stub = await RegistryStub.StartAsync();
        var configuration = stub.AddBlob(OciJson.Write(new ImageConfiguration("amd64", "linux", new RootFileSystem("layers", []))
        {
            Container = new() { Labels = new Dictionary<string, string> { ["org.opencontainers.image.revision"] = commit } },
        }));
        var manifest = stub.AddManifest(
            "1.0", MediaTypes.Manifest, OciJson.Write(new ImageManifest(2, configuration, []) { MediaType = MediaTypes.Manifest }));
        var image = new ImageEntry("app", $"{stub.Name}/demo", "1.0", $"{manifest.Digest}");
        using var registry = new ProofRegistry();

        // When
        var question = new SecondPersonQuestion(
            new ImageTransfer(registry.Client), new GitCommand(folder.Path, runner), new GitIdentity("P", promoter));
        var answer = await question.AskAsync(Request, image, default);

        // Then
        Assert.StartsWith(refusal ?? $"{promoter} promotes what author@example.com wrote", answer!.Found, StringComparison.Ordinal);
        Assert.Equal(refusal is not null, answer.IsRefusal);
        Assert.False(answer.IsOfProof);

        Task<CommandResult> Git(params string[] arguments) => runner.RunAsync(new Command("git", ["-C", folder.Path, .. arguments]));
    }

    private static AlertsQuestion Alerts(Uri prometheus) => new(
        () => Task.FromResult(new PrometheusClient(new HttpClient { BaseAddress = prometheus })),
        "app-staging",
        new Dictionary<string, IReadOnlyList<string>> { ["app"] = ["HighErrorRate"] });

    private static Task<HttpStub> PrometheusAsync(string group, string alert) => HttpStub.StartAsync(context => context.Response.WriteAsync(
        context.Request.Path == "/api/v1/rules"
            ? $$$"""{"status":"success","data":{"groups":[{"name":"{{{group}}}","file":"f","interval":30,"rules":[{"name":"HighErrorRate","query":"up","type":"alerting","health":"ok","duration":0,"keepFiringFor":0,"lastEvaluation":"2026-01-01T00:00:00Z"}]}]}}"""
            : $$$"""{"status":"success","data":{"alerts":[{{{alert}}}]}}"""));

    private sealed class Answering(string name, GateAnswer? answer) : IGateQuestion
    {
        public string Name => name;

        public Task<GateAnswer?> AskAsync(PromotionRequest request, ImageEntry image, CancellationToken cancellationToken) =>
            Task.FromResult(answer);
    }
}
