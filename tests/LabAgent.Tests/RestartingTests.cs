using System.Diagnostics;
using System.Net;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Lab;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>What happens to a real process whose probes fail after it was ready.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RestartingTests : IAsyncLifetime, IDisposable
{
    private const string Name = "a";

    /// <summary>Of 130 bytes: its length takes two.</summary>
    private const string LongService =
        "shop.of.many.shop.of.many.shop.of.many.shop.of.many.shop.of.many."
        + "shop.of.many.shop.of.many.shop.of.many.shop.of.many.shop.of.many.";

    private static readonly AgentProbe Quick = new("/health") { Name = "livenessProbe", PeriodSeconds = 0.05, FailureThreshold = 2 };

    private readonly TemporaryFolder _folder = new();
    private HttpStatusCode _health = HttpStatusCode.OK;
    private int _asked;
    private RunningAgent _agent = null!;
    private Backend _backend = null!;

    private BackgroundProcesses Processes => new(_folder["run"], new Wait(new RecordingLog(), TimeProvider.System));

    public async Task InitializeAsync()
    {
        _agent = await RunningAgent.StartAsync();
        _backend = await Backend.StartAsync(handler: context =>
        {
            Interlocked.Increment(ref _asked);
            context.Response.StatusCode = (int)_health;
            return Task.CompletedTask;
        });
    }

    public async Task DisposeAsync()
    {
        await _agent.DisposeAsync();
        await _backend.DisposeAsync();
        await Processes.StopAsync(Name, TimeSpan.Zero, default);
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("echo \"hello $WHO\"; exec sleep 600")]
    [InlineData("trap '' TERM; echo \"hello $WHO\"; while :; do sleep 0.1; done")]
    public async Task A_process_whose_liveness_probe_fails_is_started_again_with_its_environment_and_it_is_said(string script)
    {
        // Given one that may ignore SIGTERM
        var pod = await StartAsync(script);
        await _agent.ApplyUntilReadyAsync(pod);

        // When
        _health = HttpStatusCode.InternalServerError;
        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync(Name)).Restarts == 1, "it is restarted");
        _health = HttpStatusCode.OK;
        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync(Name)).IsReady, "it is ready again");

        // Then
        var now = Processes.Find(Name)!;
        Assert.NotEqual(pod.Process, now.Identity);
        Assert.False(pod.Process!.IsRunning);
        Assert.Equal("restarted 1 time, the last time because livenessProbe /health answers 500 (2 in a row)", now.Restarted);
        Assert.Equal("hello you\n  hello you", now.LogTail());
        Assert.Contains(
            await _agent.MetricsAsync(),
            line => line.StartsWith("kube_pod_container_status_restarts_total{", StringComparison.Ordinal) && line.EndsWith('1'));

        // And whoever names the process of before means the same pod.
        await _agent.ApplyUntilReadyAsync(pod);
        Assert.Equal(1, (await _agent.ReportAsync(Name)).Restarts);
    }

    [Fact]
    public async Task A_process_that_somebody_holds_is_left_alone()
    {
        // Given
        var pod = await StartAsync("exec sleep 600");
        await _agent.ApplyUntilReadyAsync(pod);
        await SignalAsync("-STOP", pod);

        // When
        _health = HttpStatusCode.InternalServerError;
        var before = _asked;
        await Eventually.HoldsAsync(() => _asked > before + (5 * Quick.FailureThreshold), "it was asked often");
        Assert.Equal(0, (await _agent.ReportAsync(Name)).Restarts);

        // Then
        await SignalAsync("-CONT", pod);
        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync(Name)).Restarts == 1, "it is restarted");
    }

    [Fact]
    public async Task A_container_which_the_agent_can_not_start_is_not_ready_and_a_cluster_is_named()
    {
        var pod = RunningAgent.PodOf(_backend, Name) with { Liveness = Quick };
        await _agent.ApplyUntilReadyAsync(pod);

        _health = HttpStatusCode.InternalServerError;

        await SeenAsync("livenessProbe /health answers 500: a cluster would restart it");
        await Eventually.HoldsAsync(async () => !(await _agent.ReportAsync(Name)).IsReady, "it is not ready");
    }

    [Fact]
    public async Task A_probe_runs_a_program_in_the_environment_of_the_process()
    {
        var mark = _folder["mark"];
        string[] command = ["/bin/sh", "-c", $"test \"$WHO\" = you && test -f '{mark}'"];
        var probe = new AgentProbe("/") { Name = "readinessProbe", PeriodSeconds = 0.05, Command = command };
        await _agent.ApplyAsync(await StartAsync("exec sleep 600") with { Readiness = probe });
        await SeenAsync("readinessProbe /bin/sh ends with exit code 1");

        _folder.Write("mark", "");

        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync(Name)).IsReady, "it is ready");
    }

    [Fact]
    public async Task A_program_that_is_missing_or_slow_is_a_probe_that_fails()
    {
        var pod = await StartAsync("exec sleep 600");
        var probe = new AgentProbe("/") { Name = "readinessProbe", PeriodSeconds = 0.05, TimeoutSeconds = 0.1 };

        await _agent.ApplyAsync(pod with { Readiness = probe with { Command = ["/no/such/program"] } });
        await Eventually.HoldsAsync(
            async () => (await _agent.ReportAsync(Name)).Reason.Contains("No such file", StringComparison.Ordinal), "it is said");

        await _agent.ApplyAsync(pod with { Readiness = probe with { Command = ["/bin/sleep", "600"] } });
        await SeenAsync("readinessProbe /bin/sleep did not answer within 0.1 s");
    }

    [Theory]
    [InlineData("", "", "gRPC health is NOT_SERVING")]
    [InlineData("shop.Orders", "0A0B", "gRPC health of shop.Orders is NOT_SERVING")]
    [InlineData(LongService, "0A8201", $"gRPC health of {LongService} is NOT_SERVING")]
    public async Task A_probe_asks_for_the_health_of_a_service_by_gRPC(string service, string field, string reason)
    {
        // Given a server of the protocol
        byte status = 2;
        var asked = "";
        await using var server = await Backend.StartAsync(
            handler: async context =>
            {
                using var body = new MemoryStream();
                await context.Request.Body.CopyToAsync(body);
                asked = Convert.ToHexString(body.ToArray().AsSpan(5));
                context.Response.ContentType = "application/grpc";
                context.Response.AppendTrailer("grpc-status", "0");
                await context.Response.Body.WriteAsync(new byte[] { 0, 0, 0, 0, 2, 8, status });
            },
            protocols: HttpProtocols.Http2);
        var probe = new AgentProbe("/") { Name = "readinessProbe", PeriodSeconds = 0.05, GrpcService = service };
        await _agent.ApplyAsync(RunningAgent.PodOf(server, Name) with { Readiness = probe });
        await SeenAsync($"readinessProbe {reason}");
        Assert.Equal(field + Convert.ToHexString(System.Text.Encoding.UTF8.GetBytes(service)), asked);

        // When
        status = 1;

        await Eventually.HoldsAsync(async () => (await _agent.ReportAsync(Name)).IsReady, "it is ready");
    }

    [Fact]
    public async Task A_server_that_does_not_speak_gRPC_is_a_probe_that_fails()
    {
        var probe = new AgentProbe("/") { Name = "readinessProbe", PeriodSeconds = 0.05, GrpcService = "" };
        await _agent.ApplyAsync(RunningAgent.PodOf(_backend, Name) with { Readiness = probe });

        await Eventually.HoldsAsync(
            async () => (await _agent.ReportAsync(Name)).Reason.StartsWith("readinessProbe gRPC health", StringComparison.Ordinal),
            "it is said");
        Assert.False((await _agent.ReportAsync(Name)).IsReady);
    }

    private async Task<AgentPod> StartAsync(string script)
    {
        var command = new Command("/bin/sh", "-c", script) { Environment = new Dictionary<string, string?> { ["WHO"] = "you" } };
        var started = await Processes.StartAsync(Name, command, default);
        return RunningAgent.PodOf(_backend, Name) with
        {
            Process = started.Identity,
            Start = Processes.StartOf(Name, command),
            GracePeriodSeconds = 0.5,
            Liveness = Quick,
        };
    }

    private static async Task SignalAsync(string signal, AgentPod pod)
    {
        using var kill = Process.Start("kill", [signal, $"{pod.Process!.Id}"]);
        await kill.WaitForExitAsync();
        await Eventually.HoldsAsync(() => pod.Process.IsStopped == (signal == "-STOP"), "it has the signal");
    }

    private Task SeenAsync(string reason) =>
        Eventually.HoldsAsync(async () => (await _agent.ReportAsync(Name)).Reason == reason, $"a probe showed: {reason}");
}
