using System.Net;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class FailingPodTests : IAsyncLifetime
{
    private RunningAgent _agent = null!;
    private Backend _healthy = null!;

    private AgentPod Healthy => RunningAgent.PodOf(_healthy, "healthy");

    /// <summary>A pod that counts as ready though nothing listens at its address.</summary>
    private static AgentPod Dead => RunningAgent.PodAt(new Uri($"http://127.0.0.1:{FreePort.Next()}"), "dead") with { Readiness = null };

    public async Task InitializeAsync()
    {
        _agent = await RunningAgent.StartAsync();
        _healthy = await Backend.StartAsync(handler: context => context.Request.Body.CopyToAsync(context.Response.Body));
    }

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _healthy.DisposeAsync();
    }

    [Fact]
    public async Task What_finds_no_connection_goes_to_another_pod_body_and_all()
    {
        await _agent.ApplyUntilReadyAsync(Healthy, Dead);

        for (var i = 0; i < 4; i++)
        {
            using var response = await _agent.Client.PostAsync("/", new StringContent("body"));
            Assert.Equal("body", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(4, _healthy.Requests);
    }

    [Fact]
    public async Task A_pod_that_is_frozen_accepts_no_connection_and_the_request_goes_to_another()
    {
        using var frozen = new FrozenServer();
        await _agent.ApplyUntilReadyAsync(Healthy, RunningAgent.PodAt(frozen.Address, "frozen") with { Readiness = null });

        for (var i = 0; i < 2; i++)
        {
            using var response = await _agent.Client.PostAsync("/", new StringContent("body"));
            Assert.Equal("body", await response.Content.ReadAsStringAsync());
        }

        Assert.Equal(2, _healthy.Requests);
    }

    [Fact]
    public async Task An_idempotent_request_without_an_answer_goes_to_another_pod()
    {
        using var broken = new BrokenServer();
        await _agent.ApplyUntilReadyAsync(Healthy, RunningAgent.PodAt(broken.Address, "broken"));

        for (var i = 0; i < 4; i++)
        {
            using var response = await _agent.Client.GetAsync("/");
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        }

        // The framework's client asks again by itself before it gives up.
        Assert.True(broken.Requests >= 2);
        Assert.Equal(4, _healthy.Requests);
    }

    [Theory]
    [InlineData("POST", null)]
    [InlineData("PUT", "body")]
    public async Task A_request_that_may_have_had_an_effect_is_never_sent_twice(string method, string? body)
    {
        using var broken = new BrokenServer();
        await _agent.ApplyUntilReadyAsync(Healthy, RunningAgent.PodAt(broken.Address, "broken"));

        var answers = new List<HttpStatusCode>();
        for (var i = 0; i < 2; i++)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), "/");
            request.Content = body is null ? null : new StringContent(body);
            using var response = await _agent.Client.SendAsync(request);
            answers.Add(response.StatusCode);
        }

        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.BadGateway], answers.Order());
        Assert.Equal((1, 1), (broken.Requests, _healthy.Requests));
    }

    [Fact]
    public async Task An_answer_that_breaks_off_breaks_off_for_the_client()
    {
        using var broken = new BrokenServer("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf");
        await _agent.ApplyUntilReadyAsync(RunningAgent.PodAt(broken.Address, "broken"));

        await Assert.ThrowsAsync<HttpRequestException>(() => _agent.Client.GetStringAsync("/"));
    }

    [Fact]
    public async Task When_no_pod_answers_the_client_is_told_why()
    {
        await _agent.ApplyUntilReadyAsync(Dead, Dead with { Name = "dead too" });

        using var response = await _agent.Client.GetAsync("/");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.BadGateway, response.StatusCode);
        Assert.StartsWith("No pod of gitops-demo-dev/gitops-demo answered.", text, StringComparison.Ordinal);
        Assert.Contains("dead: Connection refused", text, StringComparison.Ordinal);
        Assert.Contains("dead too: Connection refused", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task When_no_pod_is_ready_the_client_is_told_which_and_why()
    {
        _healthy.Readiness = HttpStatusCode.ServiceUnavailable;
        await _agent.ApplyAsync(Healthy);
        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync("healthy")).Reason == "/ready answers 503", "it was probed");

        using var response = await _agent.Client.GetAsync("/");
        var text = await response.Content.ReadAsStringAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.StartsWith("No pod of gitops-demo-dev/gitops-demo is ready.", text, StringComparison.Ordinal);
        Assert.Contains("healthy: /ready answers 503", text, StringComparison.Ordinal);
        Assert.Equal(0, _healthy.Requests);
    }
}
