using System.Net;
using System.Net.Sockets;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class StateFileTests : AgentTests
{
    [Fact]
    public async Task Ports_open_and_close_as_services_come_and_go()
    {
        // Given
        var pod = RunningAgent.PodOf(Backend, "a");
        await Agent.ApplyUntilReadyAsync(pod);
        Assert.Equal("backend", await Agent.Client.GetStringAsync("/"));

        // When another service takes over the pod
        var port = FreePort.Next();
        await Agent.ApplyAsync([new AgentService(RunningAgent.Namespace, "other", port, ["a", "unknown"])], [pod], []);

        // Then
        await Eventually.HoldsAsync(async () => !await AnswersAsync(Agent.Port), "the old port is closed");
        await Eventually.HoldsAsync(() => AnswersAsync(port), "the new port is open");
        Assert.Equal(0, (await Agent.ReportAsync("a")).Restarts);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_reported_and_opened_when_it_is_free()
    {
        using (var other = new TcpListener(IPAddress.Loopback, Agent.Port))
        {
            other.Start();
            await Agent.ApplyAsync(RunningAgent.PodOf(Backend, "a"));
            Assert.Contains("in use", Assert.Single((await Agent.ReportAsync()).Services).Error, StringComparison.Ordinal);
        }

        await Eventually.HoldsAsync(async () => (await Agent.ReportAsync()).Services.Single().Error is null, "the port is open");
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_leaves_the_last_state_in_force()
    {
        // Given
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "a"));
        Assert.Equal(HttpStatusCode.OK, await HealthAsync());

        // When
        await File.WriteAllTextAsync(Agent.StateFile, "{ half");

        // Then
        await Eventually.HoldsAsync(async () => await HealthAsync() == HttpStatusCode.ServiceUnavailable, "it is not healthy");
        Assert.Equal("backend", await Agent.Client.GetStringAsync("/"));

        // When it is fixed
        await Agent.ApplyAsync(RunningAgent.PodOf(Backend, "a"));
        await Eventually.HoldsAsync(async () => await HealthAsync() == HttpStatusCode.OK, "it is healthy again");
    }

    [Fact]
    public async Task Without_a_file_theAgent_waits_for_it() => Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync());

    [Fact]
    public async Task Another_process_under_the_same_name_is_a_restart()
    {
        var pod = RunningAgent.PodOf(Backend, "a") with { Process = ProcessIdentity.Of(Environment.ProcessId) };
        await Agent.ApplyUntilReadyAsync(pod);

        await Agent.ApplyAsync(pod with { Process = new ProcessIdentity(Environment.ProcessId, "another time") });

        var report = await Agent.ReportAsync("a");
        Assert.Equal(1, report.Restarts);
        Assert.False(report.IsRunning);
    }

    [Fact]
    public async Task A_pod_that_is_taken_out_gets_no_further_request_and_finishes_the_one_it_has()
    {
        // Given
        var finish = new TaskCompletionSource();
        await using var busy = await Backend.StartAsync("busy", _ => finish.Task);
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(busy, "busy"));
        var running = Agent.Client.GetAsync("/");
        await Eventually.HoldsAsync(async () => (await Agent.ReportAsync("busy")).ActiveRequests == 1, "it has a request");

        // When
        await Agent.ApplyUntilReadyAsync(RunningAgent.PodOf(Backend, "new"));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("backend", await Agent.Client.GetStringAsync("/"));
        }

        finish.SetResult();

        // Then
        using var response = await running;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, busy.Requests);
    }

    private async Task<HttpStatusCode> HealthAsync()
    {
        using var response = await Agent.GetAdminAsync("/healthz");
        return response.StatusCode;
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        using var client = new HttpClient();
        try
        {
            return await client.GetStringAsync(new Uri($"http://127.0.0.1:{port}/")) == "backend";
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}
