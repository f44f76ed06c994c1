using System.Diagnostics;
using System.Net;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class ProbingTests : AgentTests
{
    [Fact]
    public async Task A_new_pod_does_not_wait_a_period_to_become_ready()
    {
        // Given: an hour between two probes, and a service that needs a moment.
        Backend.Readiness = HttpStatusCode.ServiceUnavailable;
        await Agent.ApplyAsync(Pod(new AgentProbe("/ready") { PeriodSeconds = 3600 }));
        await SeenAsync("/ready answers 503");

        // When
        Backend.Readiness = HttpStatusCode.NoContent;

        // Then
        await Eventually.HoldsAsync(async () => (await Agent.ReportAsync("a")).IsReady, "it is ready");
    }

    [Fact]
    public async Task A_pod_that_a_cluster_would_restart_is_not_ready_for_the_first_time_before_its_other_probes_succeed_too()
    {
        // Given a liveness probe that fails
        var health = HttpStatusCode.InternalServerError;
        await using var broken = await Backend.StartAsync("broken", context =>
        {
            context.Response.StatusCode = (int)health;
            return Task.CompletedTask;
        });
        await Agent.ApplyAsync(RunningAgent.PodOf(broken, "a") with { Liveness = new AgentProbe("/health") });
        await SeenAsync("/health answers 500");

        // When
        health = HttpStatusCode.OK;

        // Then
        await Eventually.HoldsAsync(async () => (await Agent.ReportAsync("a")).IsReady, "it is ready");
    }

    [Fact]
    public async Task A_pod_becomes_unready_only_after_its_failure_threshold_and_ready_again_after_its_success_threshold()
    {
        // Given
        var probe = new AgentProbe("/ready") { PeriodSeconds = 0.05, FailureThreshold = 1000, SuccessThreshold = 2 };
        await Agent.ApplyUntilReadyAsync(Pod(probe));
        var since = (await Agent.ReportAsync("a")).Since;

        // When it fails, but not often enough
        Backend.Readiness = HttpStatusCode.InternalServerError;
        await SeenAsync("/ready answers 500");

        // Then
        var report = await Agent.ReportAsync("a");
        Assert.True(report.IsReady);
        Assert.Equal(since, report.Since);

        // When the threshold is lower
        await Agent.ApplyAsync(Pod(probe with { FailureThreshold = 2 }));
        await Eventually.HoldsAsync(async () => !(await Agent.ReportAsync("a")).IsReady, "it is not ready");
        Assert.True((await Agent.ReportAsync("a")).Since > since);

        // When it is fixed
        Backend.Readiness = HttpStatusCode.OK;
        await Eventually.HoldsAsync(async () => (await Agent.ReportAsync("a")).IsReady, "it is ready again");
        Assert.Equal(0, (await Agent.ReportAsync("a")).Restarts);
    }

    [Fact]
    public async Task A_probe_that_gets_no_answer_in_time_has_failed()
    {
        await using var slow = await Backend.StartAsync(handler: context => Task.Delay(Timeout.Infinite, context.RequestAborted));
        await Agent.ApplyAsync(RunningAgent.PodOf(slow, "a") with { Readiness = new AgentProbe("/slow") { TimeoutSeconds = 0.05 } });

        await SeenAsync("/slow did not answer within 0.05 s");
    }

    [Fact]
    public async Task A_probe_says_which_one_it_is_and_asks_on_its_own_port_with_its_own_headers()
    {
        // Given a management port that wants a header
        await using var management = await Backend.StartAsync("management", context =>
        {
            context.Response.StatusCode = context.Request.Headers["X-Probe"] == "yes" ? 204 : 403;
            return Task.CompletedTask;
        });
        var probe = new AgentProbe("/health") { Name = "startupProbe", Port = "health (9081)", Address = management.Address };
        await Agent.ApplyAsync(RunningAgent.PodOf(Backend, "a") with { Startup = probe });
        await SeenAsync("startupProbe /health on port health (9081) answers 403");

        // When
        await Agent.ApplyUntilReadyAsync(
            RunningAgent.PodOf(Backend, "a") with { Startup = probe with { Headers = [new("X-Probe", "yes")] } });
    }

    [Fact]
    public async Task A_probe_of_a_port_where_nobody_listens_fails_and_says_so()
    {
        var nobody = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        var probe = new AgentProbe("/") { Name = "readinessProbe", Port = "health", Address = nobody };
        await Agent.ApplyAsync(RunningAgent.PodOf(Backend, "a") with { Readiness = probe });
        await Eventually.HoldsAsync(
            async () =>
                (await Agent.ReportAsync("a")).Reason.StartsWith(
                    "readinessProbe / on port health: Connection refused", StringComparison.Ordinal), "it is refused");

        await Agent.ApplyAsync(RunningAgent.PodOf(Backend, "a") with { Readiness = probe with { IsConnection = true } });
        await Eventually.HoldsAsync(
            async () =>
                (await Agent.ReportAsync("a")).Reason.StartsWith(
                    "readinessProbe connection on port health: Connection refused", StringComparison.Ordinal), "it is refused");

        await Agent.ApplyUntilReadyAsync(
            RunningAgent.PodOf(Backend, "a") with { Readiness = probe with { IsConnection = true, Address = Backend.Address } });
    }

    [Fact]
    public async Task A_probe_waits_for_as_long_as_it_says_after_the_start()
    {
        await Agent.ApplyAsync(Pod(new AgentProbe("/ready") { Name = "readinessProbe", InitialDelaySeconds = 3600 }));

        await SeenAsync("readinessProbe begins 3600 s after the start");
    }

    [Fact]
    public async Task A_pod_without_a_probe_is_ready_as_long_as_its_process_runs()
    {
        // Given
        using var process = Process.Start("sleep", "60");
        var pod = Pod(null) with { Process = ProcessIdentity.Of(process.Id) };
        await Agent.ApplyUntilReadyAsync(pod);

        // When
        process.Kill();
        await process.WaitForExitAsync();

        // Then: at once, not after the next look.
        var report = await Agent.ReportAsync("a");
        Assert.False(report.IsRunning);
        Assert.False(report.IsReady);
        Assert.Equal("its process is gone", report.Reason);
    }

    [Fact]
    public async Task A_pod_whose_process_is_gone_gets_no_request_though_something_answers_in_its_place()
    {
        using var process = Process.Start("sleep", "60");
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "a") with { Process = ProcessIdentity.Of(process.Id) });
        process.Kill();

        await Eventually.HoldsAsync(
            async () =>
            {
                using var response = await Agent.Client.GetAsync("/");
                return response.StatusCode == HttpStatusCode.ServiceUnavailable;
            },
            "the service has no ready pod");
    }

    private AgentPod Pod(AgentProbe? probe) => RunningAgent.PodOf(Backend, "a") with { Readiness = probe };

    private Task SeenAsync(string reason) =>
        Eventually.HoldsAsync(async () => (await Agent.ReportAsync("a")).Reason == reason, $"a probe showed: {reason}");
}
