using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring.Rules;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Lab.Replicas;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Lab.Tests;

/// <summary>A lab that does not run, looked at: real git, nothing else.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LabViewTests : IDisposable
{
    private const string Account = "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n  labels:\n    tier: \"1\"\n";
    private const string Alerts = """
        apiVersion: monitoring.coreos.com/v1
        kind: PrometheusRule
        metadata:
          name: alerts
          namespace: monitoring
        spec:
          groups:
            - name: g
              rules:
                - alert: A
                  expr: up == 0
                  for: 1m

        """;

    private readonly TemporaryFolder _folder = new();
    private readonly HttpClient _http = new();
    private readonly CommandRunner _runner = new(new RecordingLog());
    private readonly LabPaths _paths;
    private readonly LabManifests _manifests;
    private readonly LabGitOps _gitops;
    private readonly LabView _view;

    public LabViewTests()
    {
        var (log, time) = (new RecordingLog(), TimeProvider.System);
        var wait = new Wait(log, time);
        _paths = new(_folder[".lab"]);
        _manifests = new(_paths);
        var settings = new GitOpsSettings(_paths.Repository, "main", _paths.Checkout, new("Ada", "ada@localhost")) { Folders = ["k8s"] };
        _gitops = new(
            new BareRepository(_runner, log, time),
            settings,
            new(_folder.Path, ["k8s"], "k8s"),
            ["dev", "staging", "prod"],
            rendered: null!);
        var services = new LabServices(_paths, new BackgroundProcesses(_paths.Run, wait), _http, wait, log);
        _view = new(_paths, new DeliveredService("gitops-demo", 8080), services, _gitops, _runner);
    }

    private static WantedState Wanted =>
        new("dev", ManifestSet.Parse(Account, "overlay dev"), ManifestSet.Parse(Alerts, "alerts.yaml"), []);

    public void Dispose()
    {
        _http.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task Of_a_lab_that_never_ran_everything_is_new_and_nothing_is_made()
    {
        Assert.Equal(new PlatformDefaults(null, null), _view.Defaults);
        Assert.Equal(
            [
                new("manifests of dev", "nothing has been deployed yet: 1 new object"),
                new("rules alerts", "Prometheus does not have them yet"),
            ],
            await _view.CompareAsync(Wanted, default));
        Assert.False(Directory.Exists(_paths.Root));
    }

    [Fact]
    public async Task What_is_as_it_should_be_is_no_difference()
    {
        GivenLive(Account, Alerts);

        Assert.Empty(await _view.CompareAsync(Wanted, default));
    }

    [Fact]
    public async Task A_changed_line_is_shown_with_its_neighbours_and_an_ended_replica_is_named()
    {
        GivenLive(Account.Replace("\"1\"", "\"2\"", StringComparison.Ordinal), Alerts.Replace("1m", "2m", StringComparison.Ordinal));
        new LabState
        {
            Environments = new Dictionary<string, LabEnvironment>
            {
                ["dev"] = new("gitops-demo-dev", "c", "i", [new LabReplica("pod-a", "h", "i", 1, int.MaxValue, "never", null)]),
            },
        }.Save(_paths);

        var differences = await _view.CompareAsync(Wanted, default);

        Assert.Equal(["manifests of dev", "replicas of dev", "rules alerts"], differences.Select(difference => difference.Subject));
        Assert.Contains("-    tier: \"2\"\n+    tier: \"1\"", differences[0].Text, StringComparison.Ordinal);
        Assert.Equal("pod-a ended and would be replaced", differences[1].Text);
        Assert.Contains("-    for: 2m\n+    for: 1m", differences[2].Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_is_in_sync_until_its_own_manifests_change_in_the_repository()
    {
        // Given a repository, and what was deployed from its first commit
        _folder.Write("k8s/base/kustomization.yaml", "resources: []\n");
        _folder.Write("k8s/overlays/dev/kustomization.yaml", "resources: [../../base]\n");
        _folder.Write("k8s/overlays/prod/kustomization.yaml", "resources: [../../base]\n");
        await _gitops.EnsureAsync(default);
        var first = (await _runner.RunAsync(new Command("git", $"--git-dir={_paths.Repository}", "rev-parse", "main"))).Output.Trim();

        // When the overlay of another environment changes, and then its own
        _folder.Write("k8s/overlays/prod/kustomization.yaml", "resources: [../../base]\nnamePrefix: a-\n");
        await _gitops.EnsureAsync(default);
        GivenRolledOut(isRolledOut: true, Myself);
        var afterOther = await _view.SyncStateAsync(Live(first), default);
        _folder.Write("k8s/overlays/dev/kustomization.yaml", "resources: [../../base]\nnamePrefix: b-\n");
        await _gitops.EnsureAsync(default);

        // Then
        Assert.Equal(new SyncState("Synced", "Healthy"), afterOther);
        Assert.Equal(new SyncState("OutOfSync", "Healthy"), await _view.SyncStateAsync(Live(first), default));
        Assert.Equal(_paths.Repository, _view.Defaults.GitOpsRepository);
    }

    [Fact]
    public async Task An_environment_is_healthy_when_its_rollout_came_to_its_end_and_its_replicas_run()
    {
        _folder.Write("k8s/base/kustomization.yaml", "resources: []\n");
        await _gitops.EnsureAsync(default);

        Assert.Equal("Healthy", await HealthAsync(isRolledOut: true, Myself));
        Assert.Equal("Degraded", await HealthAsync(isRolledOut: true, new ProcessIdentity(int.MaxValue, "never")));

        // And one whose rollout has failed is not, though its replicas run: they are of before, with the same image or another
        Assert.Equal("Degraded", await HealthAsync(isRolledOut: false, Myself));
    }

    private static ProcessIdentity Myself => ProcessIdentity.Of(Environment.ProcessId)!;

    private static LiveEnvironment Live(string commit) => new("dev", "gitops-demo-dev", commit, "i", new("http://localhost/"), [], Account);

    private async Task<string> HealthAsync(bool isRolledOut, ProcessIdentity process)
    {
        GivenRolledOut(isRolledOut, process);
        return (await _view.SyncStateAsync(Live("HEAD"), default)).Health;
    }

    private void GivenRolledOut(bool isRolledOut, ProcessIdentity process) => new LabState()
        .With(
            "dev",
            new("gitops-demo-dev", "c", "i", [new LabReplica("pod-a", "h", "i", 1, process.Id, process.Started, null)])
            {
                IsRolledOut = isRolledOut,
            })
        .Save(_paths);

    private void GivenLive(string manifests, string alerts)
    {
        _manifests.Keep("dev", manifests);
        var rule = ManifestSet.Parse(alerts, "live").Only<PrometheusRule>();
        _folder.Write(
            Path.GetRelativePath(_folder.Path, Path.Combine(_paths.Rules, PrometheusRuleFile.Name(rule))), PrometheusRuleFile.Write(rule));
    }
}
