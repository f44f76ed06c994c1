using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

/// <summary>Rollouts of Argo Rollouts, by the statuses that its API defines (argoproj.io/v1alpha1, 1.8); none of them ran here.</summary>
public sealed class RolloutTests
{
    private const string Steps = """
        "spec":{"strategy":{"canary":{"steps":[{"setWeight":25},{"pause":{}},{"setWeight":50},{"pause":{"duration":"10m"}}]}}}
        """;

    private const string Canary = """
        "stableRS":"6c8b","currentPodHash":"75f9"
        """;

    private const string AnalysisRun = """
        {"kind":"AnalysisRun","status":{"phase":"Failed","metricResults":[
          {"name":"latency","phase":"Successful","measurements":[{"phase":"Successful","value":"0.1"}]},
          {"name":"success-rate","phase":"Failed","failed":2,"measurements":[{"phase":"Failed","value":"0.99"},{"phase":"Failed","value":"0.42"}]}]}}
        """;

    [Theory]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Healthy","stableRS":"75f9","currentPodHash":"75f9"}}""", "Healthy", "")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"1","phase":"Healthy",{{{Canary}}}}}""", "Progressing", "its new version is not begun")]
    [InlineData($$$"""{{{{Steps}}}}""", "Progressing", "its new version is not begun")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Progressing","message":"more replicas need to be updated",{{{Canary}}}}}""",
        "Progressing",
        "it is at step 1 of 4: more replicas need to be updated")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Paused","message":"CanaryPauseStep","currentStepIndex":1,"pauseConditions":[{"reason":"CanaryPauseStep"}],{{{Canary}}}}}""",
        "Suspended",
        "it is at step 2 of 4, and waits for a decision")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Paused","message":"CanaryPauseStep","currentStepIndex":3,"pauseConditions":[{"reason":"CanaryPauseStep"}],{{{Canary}}}}}""",
        "Progressing",
        "it is at step 4 of 4: CanaryPauseStep")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Progressing","currentStepIndex":1,"controllerPause":true,{{{Canary}}}}}""",
        "Progressing",
        "it is at step 2 of 4")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Paused","currentStepIndex":1,"pauseConditions":[{"reason":"InconclusiveAnalysisRun"}],{{{Canary}}}}}""",
        "Degraded",
        "an analysis is inconclusive, and a person has to decide")]
    [InlineData(
        $$$"""{{{{Steps}}},"status":{"observedGeneration":"2","phase":"Degraded","message":"RolloutAborted: Rollout aborted update to revision 2","abort":true,{{{Canary}}}}}""",
        "Degraded",
        "RolloutAborted: Rollout aborted update to revision 2")]
    [InlineData(
        $$$"""{"spec":{"strategy":{"blueGreen":{} } },"status":{"observedGeneration":"2","phase":"Paused","pauseConditions":[{"reason":"BlueGreenPause"}],{{{Canary}}}}}""",
        "Suspended",
        "its new version is beside the stable one, and waits for a decision")]
    [InlineData(
        $$$"""{"spec":{"strategy":{"blueGreen":{"autoPromotionSeconds":60} } },"status":{"observedGeneration":"2","phase":"Paused","pauseConditions":[{"reason":"BlueGreenPause"}],{{{Canary}}}}}""",
        "Progressing",
        "its new version is beside the stable one")]
    public void How_far_it_is_and_whether_somebody_has_to_decide(string json, string health, string reason)
    {
        var rollout = JsonNode.Parse(json)!;
        rollout["metadata"] = new JsonObject { ["name"] = "gitops-demo", ["generation"] = 2 };

        Assert.Equal((health, reason), RolloutState.Of(rollout).Health);
    }

    [Fact]
    public void A_metric_that_failed_is_named_with_its_last_value()
    {
        Assert.Equal(
            "analysis shop-75f9-2 is Failed; metric success-rate is Failed, last 0.42",
            AnalysisRuns.Tell("shop-75f9-2", "Failed", JsonNode.Parse(AnalysisRun)));
        Assert.Equal("analysis shop-75f9-2 is Running", AnalysisRuns.Tell("shop-75f9-2", "Running", run: null));
    }

    [Fact]
    public async Task A_canary_that_waits_for_a_decision_is_in_place()
    {
        var applications = await WithRolloutAsync(
            "Suspended",
            $$$"""{"metadata":{"name":"gitops-demo","generation":2},{{{Steps}}},"status":{"observedGeneration":"2","phase":"Paused","currentStepIndex":1,"pauseConditions":[{"reason":"CanaryPauseStep"}],{{{Canary}}}}}""");

        await WaitAsync(applications);

        Assert.Equal(1, applications.Looks);
    }

    [Fact]
    public async Task An_application_that_is_suspended_without_a_canary_is_waited_for()
    {
        var applications = await WithRolloutAsync(
            "Suspended",
            $$$"""{"metadata":{"name":"gitops-demo","generation":2},{{{Steps}}},"status":{"observedGeneration":"2","phase":"Healthy","stableRS":"75f9","currentPodHash":"75f9"}}""");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(applications));

        Assert.Contains("the Application is Suspended", failure.Why, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_rollout_that_its_own_analysis_has_aborted_fails_with_the_metric()
    {
        var applications = await WithRolloutAsync(
            "Degraded",
            $$$"""{"metadata":{"name":"gitops-demo","generation":2},{{{Steps}}},"status":{"observedGeneration":"2","phase":"Degraded","message":"RolloutAborted","abort":true,"canary":{"currentStepAnalysisRunStatus":{"name":"shop-75f9-2","status":"Failed"}},{{{Canary}}}}}""");
        applications.Resources["AnalysisRun/shop-75f9-2"] = AnalysisRun;

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => WaitAsync(applications));

        Assert.Contains(
            "Rollout/gitops-demo is Degraded: RolloutAborted; analysis shop-75f9-2 is Failed; metric success-rate is Failed, last 0.42",
            failure.Why,
            StringComparison.Ordinal);
        Assert.Contains("kubectl argo rollouts get rollout gitops-demo -n gitops-demo-dev", failure.Next, StringComparison.Ordinal);
    }

    /// <summary>An Application that is live, with a Rollout in the place of its Deployment.</summary>
    private static async Task<RecordedApplications> WithRolloutAsync(string health, string rollout)
    {
        var application = JsonNode.Parse(await RecordedApplications.Of("already-live").GetAsync("", default))!;
        application["status"]!["health"]!["status"] = health;
        var workload = application["status"]!["resources"]!.AsArray().Single(each => each!["kind"]!.GetValue<string>() == "Deployment")!;
        (workload["kind"], workload["group"], workload["version"]) = ("Rollout", "argoproj.io", "v1alpha1");
        var applications = new RecordedApplications([application.ToJsonString()]);
        applications.Resources["Rollout/gitops-demo"] = rollout;
        return applications;
    }

    private static Task<ApplicationState> WaitAsync(RecordedApplications applications)
    {
        const string Ours = "2222222222222222222222222222222222222222";
        var image = $"registry.example.com/gitops-demo:1.4.0@{Forge.NewDigest}";
        return new SyncWait(applications, new HistoryStub((Ours, image)), new Wait(new RecordingLog(), new HurryingTime())).UntilLiveAsync(
            new SyncExpectation("gitops-demo-dev", Ours, Forge.NewDigest)
            {
                RepositoryUrl = "https://gitea.example.com/team/gitops-demo",
                ReconciledBefore = new DateTimeOffset(2026, 11, 22, 10, 0, 0, TimeSpan.Zero),
            },
            TimeSpan.FromSeconds(60),
            default);
    }
}
