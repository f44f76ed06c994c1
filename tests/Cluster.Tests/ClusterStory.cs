using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Cluster.Tests;

/// <summary>
/// What a person does with a cluster, and what they see, from nothing to nothing. Each test changes the rules that the repository has, and
/// not what the test before has left: one that fails hides no other.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
[TestCaseOrderer("GitOpsDemo.EndToEnd.Tests.StepOrderer", "GitOpsDemo.Cluster.Tests")]
public sealed partial class ClusterStory(ClusterFixture given, ITestOutputHelper output) : IClassFixture<ClusterFixture>, IAsyncLifetime
{
    private const string Alerts = "monitoring/alerts.yaml";
    private const string Dev = $"{ServiceClone.Service}-dev";

    /// <summary>What the operator, the kubelet and the reloader may need.</summary>
    private static readonly TimeSpan LongestArrival = TimeSpan.FromMinutes(3);

    /// <summary>How long a wait is that is to fail.</summary>
    private const string Short = "--timeout=60s";

    private GivenCluster Cluster => given.Cluster;

    private ServiceClone Clone => given.Clone;

    public Task InitializeAsync() => Clone.RestoreAsync(Alerts);

    public Task DisposeAsync() => Task.CompletedTask;

    [ClusterFact]
    [Step(1)]
    public async Task Doctor_finds_everything_that_a_Deploy_needs()
    {
        var run = await SucceedAsync("--target=Doctor");

        Assert.Contains("the cluster answers: Kubernetes v", run.Output, StringComparison.Ordinal);
    }

    [ClusterFact]
    [Step(2)]
    public async Task The_monitoring_is_installed_and_a_second_time_there_is_nothing_to_do()
    {
        await SucceedAsync("--target=InstallMonitoring");
        var before = await Cluster.ReleasesAsync();

        var again = await SucceedAsync("--target=InstallMonitoring", "--exclusive");

        Assert.Equal(before, await Cluster.ReleasesAsync());
        Assert.Equal(before.Count, again.Output.Split("nothing to do").Length - 1);
    }

    [ClusterFact]
    [Step(3)]
    public async Task Argo_CD_follows_the_repository()
    {
        await SucceedAsync("--target=InstallArgoCd");

        await Eventually.HoldsAsync(
            async () => (await Cluster.ListAsync("applications.argoproj.io", "--namespace", "argocd")).Any(application =>
                (string?)application["metadata"]!["name"] == Dev && application["status"]?["reconciledAt"] is not null),
            $"a controller of Argo CD has looked at {Dev}",
            TimeSpan.FromMinutes(5));
    }

    [ClusterFact]
    [Step(4)]
    public async Task A_Deploy_is_proven()
    {
        await DeployAsync();

        Assert.Matches("@sha256:[0-9a-f]{64}$", Clone.Report().GetProperty("image").GetProperty("reference").GetString());
    }

    [ClusterFact]
    [Step(5)]
    public async Task A_Deploy_of_nothing_new_makes_no_commit_and_is_proven()
    {
        await DeployAsync();

        Assert.False(Clone.Report().GetProperty("commit").GetProperty("isNew").GetBoolean());
    }

    [ClusterFact]
    [Step(6)]
    public async Task A_changed_threshold_is_proven()
    {
        Clone.Change(Alerts, "> 0.1", "> 0.11");

        await ProveRulesAsync();
    }

    [ClusterFact]
    [Step(7)]
    public async Task A_new_rule_is_proven_and_so_is_that_it_is_gone()
    {
        File.AppendAllText(Clone[Alerts], Rule("absent(up{job=\"cluster-test\"})"));
        await ProveRulesAsync();

        await Clone.RestoreAsync(Alerts);
        await ProveRulesAsync();
    }

    [ClusterFact]
    [Step(8)]
    public async Task A_changed_line_of_the_service_runs()
    {
        var before = Clone.Report().TryGetProperty("image", out var image) ? image.GetProperty("reference").GetString() : "";
        Clone.Change("src/GitOpsDemo.Api/Program.cs", "return 2;", "return 3;");
        await Clone.CommitAsync("Another exit code for what the configuration lacks");

        await DeployAsync();

        Assert.NotEqual(before, Clone.Report().GetProperty("image").GetProperty("reference").GetString());
    }

    [ClusterFact]
    [Step(8)]
    public async Task Where_another_node_has_another_processor_the_image_is_made_for_both()
    {
        // Given a node that is there by name only: nothing is scheduled to it
        const string Node = "cluster-test-arm64";
        await Cluster.ApplyAsync($$"""
            {
              "apiVersion": "v1", "kind": "Node", "metadata": {"name": "{{Node}}"},
              "spec": {"unschedulable": true, "taints": [{"key": "cluster-test", "effect": "NoExecute"}]}
            }
            """);
        try
        {
            const string Says = """{"status": {"nodeInfo": {"architecture": "arm64", "operatingSystem": "linux"}}}""";
            await Cluster.KubectlAsync("patch", "node", Node, "--subresource=status", "--type=merge", "--patch", Says);

            await DeployAsync();
        }
        finally
        {
            await Cluster.KubectlAsync("delete", "node", Node);
        }

        var platforms = Clone.Report().GetProperty("image").GetProperty("platforms").EnumerateArray();
        Assert.Equal(["linux/amd64", "linux/arm64"], platforms.Select(platform => platform.GetString()).Order());
    }

    [ClusterFact]
    [Step(9)]
    public async Task A_changed_ServiceMonitor_is_proven()
    {
        const string Overlay = "k8s/overlays/dev/kustomization.yaml";
        const string Service = "k8s/base/service.yaml";
        const string Monitor = "k8s/base/servicemonitor.yaml";
        const string SecondPort = "      targetPort: http\n    - name: scrape\n      port: 9090\n      targetPort: http";

        await ProveTargetsAsync("another interval", work => Edit(work, Overlay, "value: 5s", "value: 6s"));
        await ProveTargetsAsync("another path", work => Edit(work, Monitor, "path: /metrics", "path: /metrics/"));
        await ProveTargetsAsync("another port", work =>
        {
            Edit(work, Service, "      targetPort: http", SecondPort);
            Edit(work, Monitor, "port: http", "port: scrape");
        });
        await ProveTargetsAsync("as it was", work =>
        {
            Edit(work, Overlay, "value: 6s", "value: 5s");
            Edit(work, Monitor, "path: /metrics/", "path: /metrics");
            Edit(work, Monitor, "port: scrape", "port: http");
            Edit(work, Service, SecondPort, "      targetPort: http");
        });
    }

    [ClusterFact]
    [Step(20)]
    public async Task What_is_proven_stays_proven()
    {
        await ProveRulesAsync();

        for (var proof = 0; proof < 20; proof++)
        {
            await SucceedAsync("--exclusive", "--target=VerifyTargets", "--target=VerifyAlerts");
        }
    }

    [ClusterFact]
    [Step(21)]
    public async Task An_image_is_promoted_and_rolled_back()
    {
        // What failed on purpose before is attached to the image: only a whole proof outweighs it.
        await SucceedAsync("--target=Verify");
        await SucceedAsync("--target=Promote", "--from=dev", "--to=staging");
        await SucceedAsync("--target=Rollback", "--environment=dev", "--reason=a test");
    }

    [ClusterFact]
    [Step(22)]
    public async Task Alerts_are_seen_to_fire_to_arrive_and_to_resolve()
    {
        await SucceedAsync("--target=FireDrill", "--alert=HighErrorRate", "--alert=ServiceDown");

        Assert.Equal(
            2, Clone.Report().GetProperty("checks").EnumerateArray().Count(check => check.GetProperty("verdict").GetString() == "Pass"));
    }

    [ClusterFact]
    [Step(23)]
    public async Task Status_and_Diff_change_nothing()
    {
        await SucceedAsync("--target=Status");
        var run = await BuildAsync("--target=Diff");

        Assert.Contains(run.ExitCode, (int[])[0, 3]);
    }

    [ClusterFact]
    [Step(30)]
    public async Task Uninstall_takes_the_releases_away()
    {
        Skip.If(given.HadMonitoring, "the monitoring was here before the tests: it is left");

        await SucceedAsync("--target=Uninstall", "--yes");

        Assert.Empty(await Cluster.ReleasesAsync());
    }

    private static string Rule(string expression) => $"""

                - alert: ClusterTest
                  expr: {expression}
                  for: 1m
                  labels:
                    severity: warning
                  annotations:
                    summary: A rule of the tests
                    description: It is there for some minutes.
                    runbook_url: https://gitea.example.com/team/cluster-test/src/branch/main/docs/runbooks/ServiceDown.md

        """;

    private static void Edit(string work, string file, string text, string replacement)
    {
        var path = Path.Combine(work, file);
        Assert.Contains(text, File.ReadAllText(path), StringComparison.Ordinal);
        File.WriteAllText(path, File.ReadAllText(path).Replace(text, replacement, StringComparison.Ordinal));
    }

    /// <summary>Deploys. The settings file turns off the proofs that the cluster has no server for, and the report says so.</summary>
    private async Task DeployAsync()
    {
        if (!await HasGrafanaAsync())
        {
            File.Delete(Clone["monitoring", "dashboards", $"{ServiceClone.Service}.json"]);
            await Clone.TurnOffAsync("dashboards", "the cluster has no Grafana");
        }

        if (!await HasLokiAsync())
        {
            await Clone.TurnOffAsync("log-line", "the cluster has no Loki");
        }

        await SucceedAsync("--target=Deploy");
    }

    private async Task ProveTargetsAsync(string what, Action<string> change)
    {
        await Clone.PushAsync(change, $"Scrape {what}");
        await SucceedAsync(SyncAndVerify);
        Output($"{what}: {Seconds("VerifyTargets"):0.0} s from the sync to the proof");
        Assert.InRange(Seconds("VerifyTargets"), 0, LongestArrival.TotalSeconds);
    }

    private async Task ProveRulesAsync()
    {
        await SucceedAsync("--exclusive", "--target=ApplyAlerts", "--target=VerifyAlerts");
        Output($"from the apply to the proof: {Seconds("VerifyAlerts"):0.0} s");
        Assert.InRange(Seconds("VerifyAlerts"), 0, LongestArrival.TotalSeconds);
    }

    /// <summary>A stand-in answers too, but says no version.</summary>
    private async Task<bool> HasGrafanaAsync() => (await Cluster.AskAsync("prometheus-grafana:80", "api/health"))?["version"] is not null;

    private async Task<bool> HasLokiAsync() =>
        (await Cluster.AskAsync("loki:3100", "loki/api/v1/status/buildinfo"))?["version"] is not null;

    private async Task<CommandResult> SucceedAsync(params string[] arguments)
    {
        var run = await BuildAsync(arguments);
        Assert.True(run.ExitCode == 0, run.Error.Length > 0 ? run.Error : run.Output);
        return run;
    }

    /// <summary>Runs what is to fail, with a message that says all of this.</summary>
    private async Task FailAsync(string[] arguments, params string[] words)
    {
        var run = await BuildAsync(arguments);
        Assert.Equal(1, run.ExitCode);
        Assert.All(words, word => Assert.Contains(word, run.Output + run.Error, StringComparison.Ordinal));
    }

    private Task<CommandResult> BuildAsync(params string[] arguments) => Clone.BuildAsync(Output, arguments);

    private void Output(string text) => output.WriteLine(text);

    private double Seconds(string task) => Clone.Report().GetProperty("tasks").EnumerateArray()
        .Single(candidate => candidate.GetProperty("name").GetString() == task).GetProperty("seconds").GetDouble();
}
