using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Cluster.Tests;

/// <summary>What goes wrong on a cluster, and that the build says so.</summary>
public sealed partial class ClusterStory
{
    private const string OperatorSelector = "app.kubernetes.io/component=prometheus-operator";

    private static readonly string[] SyncAndVerify = ["--exclusive", "--target=WaitForSync", "--target=VerifyTargets"];

    private static readonly string[] ApplyAndVerify = ["--exclusive", "--target=ApplyAlerts", "--target=VerifyAlerts", Short];

    [ClusterFact]
    [Step(10)]
    public async Task A_rule_without_the_label_that_Prometheus_selects_by_is_refused_with_that_label()
    {
        var prometheus = (await Cluster.ListAsync("prometheuses.monitoring.coreos.com", "--namespace", "monitoring")).Single();
        var (name, selector) = ((string)prometheus["metadata"]!["name"]!, prometheus["spec"]!["ruleSelector"]!.DeepClone());
        await SelectAsync(name, new JsonObject { ["matchLabels"] = new JsonObject { ["cluster-test"] = "selected" } });
        try
        {
            await FailAsync(["--exclusive", "--target=ApplyAlerts"], "would be ignored", "cluster-test");
        }
        finally
        {
            // A merge leaves what is not named: the label has to be taken away by name.
            await SelectAsync(name, new JsonObject { ["matchLabels"] = null });
            await SelectAsync(name, selector);
        }
    }

    [ClusterFact]
    [Step(11)]
    public async Task A_rule_that_the_operator_skips_is_not_proven()
    {
        File.AppendAllText(Clone[Alerts], Rule("sum(rate(up[5m]"));

        await FailAsync(ApplyAndVerify, "ClusterTest");
    }

    [ClusterFact]
    [Step(12)]
    public async Task A_ServiceMonitor_whose_port_no_Service_has_is_not_proven()
    {
        await PushAsync("servicemonitor.yaml", "port: http", "port: metrics");
        try
        {
            await FailAsync([.. SyncAndVerify, "--timeout=4m"], $"FAIL  targets/serviceMonitor/{Dev}/{ServiceClone.Service}/0");
        }
        finally
        {
            await PushAsync("servicemonitor.yaml", "port: metrics", "port: http");
        }

        await SucceedAsync(SyncAndVerify);
    }

    [ClusterFact]
    [Step(13)]
    public async Task A_changed_rule_that_a_stopped_operator_does_not_bring_fails_with_the_state_of_the_operator()
    {
        Clone.Change(Alerts, "> 0.1", "> 0.12");
        await ScaleOperatorAsync(0);
        try
        {
            await FailAsync(ApplyAndVerify, "HighErrorRate", "has 0 of 0 replicas ready");
        }
        finally
        {
            await ScaleOperatorAsync(1);
        }

        await ProveRulesAsync();
    }

    [ClusterFact]
    [Step(14)]
    public async Task A_silence_over_our_alerts_is_found()
    {
        await Cluster.ReachAsync("alertmanager-operated", 9093, async alertmanager =>
        {
            using var made = await alertmanager.PostAsJsonAsync("api/v2/silences", new JsonObject
            {
                ["matchers"] = new JsonArray(new JsonObject { ["name"] = "alertname", ["value"] = "ServiceDown", ["isRegex"] = false }),
                ["startsAt"] = DateTimeOffset.UtcNow,
                ["endsAt"] = DateTimeOffset.UtcNow.AddMinutes(10),
                ["createdBy"] = "cluster-test",
                ["comment"] = "a test of the silences",
            });
            var id = (await made.EnsureSuccessStatusCode().Content.ReadFromJsonAsync<JsonNode>())!["silenceID"];
            try
            {
                await FailAsync(ApplyAndVerify, "covers ServiceDown", "a test of the silences");
            }
            finally
            {
                using var expired = await alertmanager.DeleteAsync($"api/v2/silence/{id}");
                expired.EnsureSuccessStatusCode();
            }
        });
    }

    [ClusterFact]
    [Step(15)]
    public async Task A_pod_that_cannot_start_is_named_with_its_reason()
    {
        const string Image = "          image: cluster-test #";
        const string Command = "          command: [/nowhere/cluster-test]\n";
        await PushAsync("deployment.yaml", Image, Command + Image);
        try
        {
            await FailAsync(["--exclusive", "--target=WaitForSync", Short], "/nowhere/cluster-test");
        }
        finally
        {
            await PushAsync("deployment.yaml", Command, "");
        }

        await SucceedAsync("--exclusive", "--target=WaitForSync");
    }

    [ClusterFact]
    [Step(16)]
    public async Task A_release_that_a_killed_helm_left_pending_is_repaired()
    {
        Skip.IfNot(
            (await Cluster.ReleasesAsync()).ContainsKey("prometheus"),
            "the monitoring was not installed by this build, which fixes none of it");

        // Given what a helm that was killed an hour ago leaves: a newest revision that says pending-upgrade
        var newest = (await Cluster.ListAsync("secrets", "--namespace", "monitoring", "--selector", "owner=helm,name=prometheus"))
            .MaxBy(secret => int.Parse((string)secret["metadata"]!["labels"]!["version"]!, CultureInfo.InvariantCulture))!;
        var revision = int.Parse((string)newest["metadata"]!["labels"]!["version"]!, CultureInfo.InvariantCulture) + 1;
        await Cluster.CreateAsync(HelmRecord.Pending(newest, revision));

        await SucceedAsync("--target=InstallMonitoring");

        Assert.Contains("STATUS: deployed", await Cluster.HelmAsync("status", "prometheus"), StringComparison.Ordinal);
    }

    [ClusterFact]
    [Step(17)]
    public async Task What_only_the_API_server_knows_to_be_wrong_is_refused_before_anything_is_delivered()
    {
        const string Service = "k8s/base/service.yaml";
        Clone.Change(Service, "spec:\n  selector", "spec:\n  clusterIP: 10.300.0.1\n  selector");
        try
        {
            await FailAsync(["--exclusive", "--target=ValidateManifests"], "Invalid value", "10.300.0.1");
        }
        finally
        {
            await Clone.RestoreAsync(Service);
        }
    }

    /// <summary>The drill before it took minutes; what it did not take is waited for.</summary>
    [ClusterFact]
    [Step(24)]
    public async Task A_wrong_rule_fails_at_once_where_nothing_was_applied_lately()
    {
        await SucceedAsync("--exclusive", "--target=ApplyAlerts");
        await Eventually.HoldsAsync(
            async () => DateTimeOffset.UtcNow - await LastChangeAsync() > TimeSpan.FromMinutes(5),
            "the rules were changed more than 5 minutes ago",
            TimeSpan.FromMinutes(6));
        Clone.Change(Alerts, "> 0.1", "> 0.13");

        await FailAsync(["--target=VerifyAlerts"], "expected", "> 0.13");

        Assert.InRange(Seconds("VerifyAlerts"), 0, 10);
    }

    private async Task<DateTimeOffset> LastChangeAsync()
    {
        var rules = await Cluster.KubectlAsync(
            "--namespace", "monitoring", "get", "prometheusrule", "cluster-test-alerts", "--show-managed-fields", "--output", "json");
        return JsonNode.Parse(rules)!["metadata"]!["managedFields"]!.AsArray()
            .Max(manager => DateTimeOffset.Parse((string)manager!["time"]!, CultureInfo.InvariantCulture));
    }

    private Task PushAsync(string file, string text, string replacement) =>
        Clone.PushAsync(work => Edit(work, $"k8s/base/{file}", text, replacement), $"Change {file}");

    private Task SelectAsync(string prometheus, JsonNode selector) => Cluster.KubectlAsync(
        "--namespace", "monitoring", "patch", "prometheuses.monitoring.coreos.com", prometheus, "--type", "merge", "--patch",
        new JsonObject { ["spec"] = new JsonObject { ["ruleSelector"] = selector.DeepClone() } }.ToJsonString());

    private Task ScaleOperatorAsync(int replicas) =>
        Cluster.KubectlAsync(
            "--namespace", "monitoring", "scale", "deployment", "--selector", OperatorSelector, "--replicas", $"{replicas}");
}
