using System.Net;
using System.Net.Sockets;
using GitOpsDemo.Delivery.Lab.Agent;
using GitOpsDemo.Delivery.Processes;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class StateFileTests : IAsyncLifetime
{
    private RunningAgent _agent = null!;
    private Backend _backend = null!;

    public async Task InitializeAsync()
    {
        _agent = await RunningAgent.StartAsync();
        _backend = await Backend.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _backend.DisposeAsync();
    }

    [Fact]
    public async Task Ports_open_and_close_as_services_come_and_go()
    {
        // Given
        var pod = RunningAgent.PodOf(_backend, "a");
        await _agent.ApplyUntilReadyAsync(pod);
        Assert.Equal("backend", await _agent.Client.GetStringAsync("/"));

        // When another service takes over the pod
        var port = FreePort.Next();
        await _agent.ApplyAsync([new AgentService(RunningAgent.Namespace, "other", port, ["a", "unknown"])], [pod], []);

        // Then
        await Eventually.HoldsAsync(async () => !await AnswersAsync(_agent.Port), "the old port is closed");
        await Eventually.HoldsAsync(() => AnswersAsync(port), "the new port is open");
        Assert.Equal(0, (await _agent.ReportAsync("a")).Restarts);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_reported_and_opened_when_it_is_free()
    {
        using (var other = new TcpListener(IPAddress.Loopback, _agent.Port))
        {
            other.Start();
            await _agent.ApplyAsync(RunningAgent.PodOf(_backend, "a"));
            Assert.Contains("in use", Assert.Single((await _agent.ReportAsync()).Services).Error, StringComparison.Ordinal);
        }

        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync()).Services.Single().Error is null, "the port is open");
    }

    [Fact]
    public async Task A_file_that_can_not_be_read_leaves_the_last_state_in_force()
    {
        // Given
        await _agent.ApplyUntilReadyAsync(RunningAgent.PodOf(_backend, "a"));
        Assert.Equal(HttpStatusCode.OK, await HealthAsync());

        // When
        await File.WriteAllTextAsync(_agent.StateFile, "{ half");

        // Then
        await Eventually.HoldsAsync(async () => await HealthAsync() == HttpStatusCode.ServiceUnavailable, "it is not healthy");
        Assert.Equal("backend", await _agent.Client.GetStringAsync("/"));

        // When it is mended
        await _agent.ApplyAsync(RunningAgent.PodOf(_backend, "a"));
        await Eventually.HoldsAsync(async () => await HealthAsync() == HttpStatusCode.OK, "it is healthy again");
    }

    [Fact]
    public async Task Without_a_file_the_agent_waits_for_it() => Assert.Equal(HttpStatusCode.ServiceUnavailable, await HealthAsync());

    [Fact]
    public async Task Another_process_under_the_same_name_is_a_restart()
    {
        var pod = RunningAgent.PodOf(_backend, "a") with { Process = ProcessIdentity.Of(Environment.ProcessId) };
        await _agent.ApplyUntilReadyAsync(pod);

        await _agent.ApplyAsync(pod with { Process = new ProcessIdentity(Environment.ProcessId, "another time") });

        var report = await _agent.ReportAsync("a");
        Assert.Equal(1, report.Restarts);
        Assert.False(report.IsRunning);
    }

    [Fact]
    public async Task A_pod_that_is_terminating_gets_no_further_request_and_finishes_the_one_it_has()
    {
        // Given
        var finish = new TaskCompletionSource();
        await using var busy = await Backend.StartAsync("busy", _ => finish.Task);
        await _agent.ApplyUntilReadyAsync(RunningAgent.PodOf(busy, "busy"));
        var running = _agent.Client.GetAsync("/");
        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync("busy")).ActiveRequests == 1, "it has a request");

        // When
        var old = RunningAgent.PodOf(busy, "busy") with { IsTerminating = true };
        await _agent.ApplyUntilReadyAsync(old, RunningAgent.PodOf(_backend, "new"));
        for (var i = 0; i < 4; i++)
        {
            Assert.Equal("backend", await _agent.Client.GetStringAsync("/"));
        }

        finish.SetResult();

        // Then
        using var response = await running;
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(1, busy.Requests);
        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync("busy")).ActiveRequests == 0, "it has none");
    }

    private async Task<HttpStatusCode> HealthAsync()
    {
        using var response = await _agent.GetAdminAsync("/healthz");
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
