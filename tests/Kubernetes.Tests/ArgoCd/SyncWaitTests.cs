using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>Plays recorded states of an Application in sequence, and looks at the verdict, its message and when it came.</summary>
public sealed class SyncWaitTests
{
    private const string Old = "1111111111111111111111111111111111111111";
    private const string Ours = "2222222222222222222222222222222222222222";
    private const string Newer = "3333333333333333333333333333333333333333";
    private const string OurImage = $"registry.example.com/gitops-demo:1.4.0@{Forge.NewDigest}";

    private static readonly SyncExpectation Expected = new("gitops-demo-dev", Ours, Forge.NewDigest)
    {
        RepositoryUrl = "https://gitea.example.com/team/gitops-demo",
        ReconciledBefore = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
    };

    private readonly RecordingLog _log = new();

    [Theory]
    [InlineData("already-live", 1)]
    [InlineData("sync-before-health", 7)]
    [InlineData("old-comparison-error-is-fixed", 7)]
    [InlineData("older-sync-failed", 5)]
    [InlineData("degraded-from-the-start", 5)]
    [InlineData("newer-commit-of-another-file", 3)]
    [InlineData("no-status", 5)]
    [InlineData("nothing-rendered-differently", 2)]
    [InlineData("no-operation-state", 1)]
    [InlineData("multi-source", 3)]
    public async Task It_is_done_when_the_commit_is_live_and_healthy_and_not_a_look_earlier(string scenario, int looks)
    {
        var applications = RecordedApplications.Of(scenario);

        var live = await WaitAsync(applications, Expected);

        Assert.Equal("Healthy", live.Health);
        Assert.Equal(looks, applications.Looks);
    }

    [Theory]
    [InlineData("comparison-error-null-revision", 2, "ComparisonError: Failed to load target state", "--target=ValidateManifests")]
    [InlineData("invalid-spec", 1, "do not match any of the allowed destinations", "AppProject")]
    [InlineData("sync-failed", 4, "SyncError: Failed last sync attempt", "tries each commit once")]
    [InlineData(
        "sync-failed-without-condition",
        2,
        "the sync of 2222222222 ended as Error: one or more objects failed to apply",
        "tries each commit once")]
    [InlineData(
        "degraded-after-healthy", 4, "Deployment/gitops-demo is Degraded: Deployment", "kubectl -n gitops-demo-dev describe deployment")]
    [InlineData(
        "newer-commit-of-our-image", 3, "overtaken by 3333333333, which has registry.example.com/gitops-demo:1.5.0", "later commit")]
    public async Task It_fails_fast_with_the_cause_and_the_remedy(string scenario, int looks, string why, string next)
    {
        var applications = RecordedApplications.Of(scenario);
        var isOvertaken = scenario == "newer-commit-of-our-image";

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(applications, Expected, isOvertaken ? "1.5.0" : "1.4.0"));

        Assert.Equal($"gitops-demo-dev did not go live at {Ours}", failure.What);
        Assert.Contains(why, failure.Why);
        Assert.Contains(next, failure.Next);
        Assert.Equal(looks, applications.Looks);
    }

    [Theory]
    [InlineData("healthy-too-early", "its health is not updated since the sync", "--timeout")]
    [InlineData("healthy-with-old-image", "it runs registry.example.com/gitops-demo:1.3.0", "--timeout")]
    [InlineData("another-branch", "Synced at 4444444444, waiting for 2222222222", "--timeout")]
    [InlineData("manual-sync", "syncs only by hand", "argocd app sync gitops-demo-dev")]
    [InlineData("stuck-ingress", "Ingress/gitops-demo is Progressing", "publishedService.enabled=true")]
    public async Task It_gives_up_when_the_time_is_over_and_names_what_blocks(string scenario, string why, string next)
    {
        var applications = RecordedApplications.Of(scenario);

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(applications, Expected));

        Assert.Contains("timed out after 60 s waiting for gitops-demo-dev", failure.What);
        Assert.Contains(why, failure.Why);
        Assert.Contains(next, failure.Next);
        Assert.InRange(applications.Looks, 25, 35);
        Assert.Contains(_log.Lines, line => line.Contains(why));
    }

    [Fact]
    public async Task Where_the_application_does_not_have_the_health_of_its_resources_they_are_asked_themselves()
    {
        var applications = RecordedApplications.Of("stuck-ingress-without-health");
        applications.Resources["Ingress/gitops-demo"] = """{"kind":"Ingress","status":{"loadBalancer":{}}}""";
        applications.Resources["Service/gitops-demo"] = """{"kind":"Service","spec":{"type":"ClusterIP"}}""";

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(applications, Expected));

        Assert.Contains("Ingress/gitops-demo is Progressing: it has no address", failure.Why);
        Assert.Contains("argocd-cm: resource.customizations.health.networking.k8s.io_Ingress", failure.Next);
    }

    [Fact]
    public async Task A_healthy_application_whose_deployment_has_not_begun_is_waited_for()
    {
        var applications = RecordedApplications.Of("already-live");
        applications.Resources["Deployment/gitops-demo"] = """{"metadata":{"generation":3},"status":{"observedGeneration":2}}""";

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(applications, Expected));

        Assert.Contains("Deployment/gitops-demo is Progressing: its new version is not begun", failure.Why);
    }

    [Fact]
    public async Task Until_the_application_is_there_and_readable_it_is_looked_for()
    {
        var done = await RecordedApplications.Of("already-live").GetAsync("", default);
        var applications = new RecordedApplications(["null", """{"kind":"Service"}""", """{"kind":"Application","status":{"sync":[]}}""", "{", done]);

        await WaitAsync(applications, Expected);

        Assert.Equal(5, applications.Looks);
    }

    private Task<ApplicationState> WaitAsync(RecordedApplications applications, SyncExpectation expected, string newerTag = "1.4.0")
    {
        var newerImage = newerTag == "1.4.0" ? OurImage : $"registry.example.com/gitops-demo:{newerTag}@{Forge.OldDigest}";
        var history = new HistoryStub((Old, "old"), (Ours, OurImage), (Newer, newerImage));
        return new SyncWait(applications, history, new Wait(_log, new HurryingTime())).UntilLiveAsync(
            expected, TimeSpan.FromSeconds(60), default);
    }
}
