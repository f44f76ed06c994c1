using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>The same through a real kubectl and HTTP.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class KubectlTests : IDisposable
{
    private const string Ours = "2222222222222222222222222222222222222222";

    private readonly TemporaryFolder _folder = new();
    private readonly RecordingLog _log = new();

    [Fact]
    public async Task A_wait_is_driven_by_what_kubectl_reads()
    {
        await using var api = await KubernetesApiStub.StartAsync(RecordedApplications.Of("sync-before-health"));

        var live = await Wait(api).UntilLiveAsync(
            new SyncExpectation("gitops-demo-dev", Ours, Forge.NewDigest), TimeSpan.FromMinutes(5), default);

        Assert.Equal([Ours], live.Revisions);
    }

    [Fact]
    public async Task An_application_that_is_not_there_is_named_when_the_time_is_over()
    {
        await using var api = await KubernetesApiStub.StartAsync(RecordedApplications.Of("already-live"));

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Wait(api).UntilLiveAsync(new SyncExpectation("nosuch", Ours, Forge.NewDigest), TimeSpan.FromSeconds(4), default));

        Assert.Contains("NotFound", failure.Why);
    }

    [Fact]
    public async Task A_refresh_is_asked_for_by_annotation_and_seen()
    {
        await using var api = await KubernetesApiStub.StartAsync(RecordedApplications.Of("sync-before-health"));
        var refresh = new ArgoCdRefresh(Applications(api), new HttpClient(), null, new Wait(_log, new HurryingTime()), _log);

        var result = await refresh.RequestAsync(new RefreshRequest("gitops-demo-dev", "main", "aaa", Ours, []), default);

        Assert.Equal(RefreshTrigger.Annotation, result.Trigger);
        Assert.Contains("\"argocd.argoproj.io/refresh\":\"normal\"", Assert.Single(api.Patches));
    }

    public void Dispose() => _folder.Dispose();

    private SyncWait Wait(KubernetesApiStub api) => new(Applications(api), new HistoryStub((Ours, "")), new Wait(_log, new HurryingTime()));

    private KubectlApplications Applications(KubernetesApiStub api) => new(new CommandRunner(_log), api.Address, _folder["cache"]);
}
