using System.Net.Http.Json;
using System.Text.Json;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.LabContract;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Builder;

namespace GitOpsDemo.LabAgent.Tests;

/// <summary>An agent in this process, and the lab's part of the conversation with it.</summary>
internal sealed class RunningAgent : IAsyncDisposable
{
    public const string Namespace = "gitops-demo-dev";
    public const string ServiceName = "gitops-demo";

    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;
    private readonly HttpClient _admin;
    private long _generation;

    private RunningAgent(TimeSpan trafficLease)
    {
        var options = new AgentOptions(_folder["state.json"], FreePort.Next(), FreePort.Next())
        {
            Interval = TimeSpan.FromMilliseconds(20),
            ConnectTimeout = TimeSpan.FromMilliseconds(500),
            TrafficLease = trafficLease,
        };
        Page = new($"http://localhost:{options.PagePort}/");
        _app = AgentApplication.Create(options, TimeProvider.System);
        _admin = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{options.Port}") };
    }

    /// <summary>Where a browser opens the lab's page.</summary>
    public Uri Page { get; }

    /// <summary>The agent's own port, which Alertmanager sends to.</summary>
    public HttpClient Admin => _admin;

    public string StateFile => _folder["state.json"];

    /// <summary>The port of the service that <see cref="ApplyAsync(AgentPod[])"/> sets up.</summary>
    public int Port { get; } = FreePort.Next();

    /// <summary>A client of that service.</summary>
    public HttpClient Client { get; } = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ResponseDrainTimeout = TimeSpan.Zero,
    });

    /// <param name="trafficLease">How long the page's requests go on when nobody has it open; two seconds when null.</param>
    public static async Task<RunningAgent> StartAsync(TimeSpan? trafficLease = null)
    {
        var agent = new RunningAgent(trafficLease ?? TimeSpan.FromSeconds(2));
        agent.Client.BaseAddress = new Uri($"http://127.0.0.1:{agent.Port}");
        await agent._app.StartAsync();
        return agent;
    }

    /// <summary>A pod that is probed quickly.</summary>
    public static AgentPod PodOf(Backend backend, string name) => PodAt(backend.Address, name);

    public static AgentPod PodAt(Uri address, string name) => new(Namespace, name, "app", "registry/app@sha256:0", address)
    {
        Deployment = ServiceName,
        Readiness = new AgentProbe("/ready") { PeriodSeconds = 0.05, FailureThreshold = 2 },
    };

    /// <summary>One service with these pods, and a Deployment of the same size; returns when the agent follows.</summary>
    public Task ApplyAsync(params AgentPod[] pods) => ApplyAsync(
        [new AgentService(Namespace, ServiceName, Port, [.. pods.Select(pod => pod.Name)])],
        pods,
        [new AgentDeployment(Namespace, ServiceName, pods.Length)]);

    public async Task ApplyAsync(
        IReadOnlyList<AgentService> services, IReadOnlyList<AgentPod> pods, IReadOnlyList<AgentDeployment> deployments)
    {
        var state = new AgentState(++_generation, services, pods, deployments);
        AtomicFile.WriteAllBytes(StateFile, JsonSerializer.SerializeToUtf8Bytes(state, AgentJson.Default.AgentState));
        await Eventually.HoldsAsync(
            async () => await ReportAsync() is var report
                && report.ObservedGeneration == _generation
                && report.Services.All(service => service.Error != "not open yet"),
            $"the agent follows generation {_generation} and has tried its ports");
    }

    /// <summary>As <see cref="ApplyAsync(AgentPod[])"/>, and returns when all pods are ready.</summary>
    public async Task ApplyUntilReadyAsync(params AgentPod[] pods)
    {
        await ApplyAsync(pods);
        await Eventually.HoldsAsync(async () => (await ReportAsync()).Pods.All(pod => pod.IsReady), "all pods are ready");
    }

    /// <summary>Says what the page shows.</summary>
    public void Show(AgentPage page) => AtomicFile.WriteAllBytes(
        _folder[AgentPage.FileName], JsonSerializer.SerializeToUtf8Bytes(page, AgentJson.Default.AgentPage));

    /// <summary>A file in the agent's folder.</summary>
    public string Write(string name, string content) => _folder.Write(name, content);

    public async Task<AgentReport> ReportAsync() => (await _admin.GetFromJsonAsync("/endpoints", AgentJson.Default.AgentReport))!;

    public async Task<PodReport> ReportAsync(string pod) => (await ReportAsync()).Pods.Single(each => each.Name == pod);

    public Task<HttpResponseMessage> GetAdminAsync(string path) => _admin.GetAsync(path);

    public async Task<string[]> MetricsAsync() => (await _admin.GetStringAsync("/metrics")).Split('\n');

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        _admin.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
        _folder.Dispose();
    }
}
