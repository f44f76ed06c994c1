using System.Collections.Concurrent;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Delivery.Monitoring;
using GitOpsDemo.Delivery.Monitoring.Alerts;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Drill.Tests;

/// <summary>
/// A service with one replica, its Prometheus, its Alertmanager and the outage of it all, as one server: what is asked of the service's
/// fault endpoints lets alerts fire, each at the third look after its cause began.
/// </summary>
internal sealed class DrillStub : IDrillPlatform, IDrillSession, IOutage
{
    private const string Space = "gitops-demo-dev";

    private readonly ConcurrentDictionary<string, int> _looks = new();
    private readonly HttpClient _http = new();
    private HttpStub _server = null!;

    public static LiveEnvironment Live { get; } = new("dev", Space, "4f1c", "gitops-demo:1", new("http://localhost/"), [], "");

    /// <summary>Alerts whose cause has no effect.</summary>
    public HashSet<string> Mute { get; } = [];

    /// <summary>Alerts that stay once they have fired.</summary>
    public HashSet<string> Stuck { get; } = [];

    /// <summary>Alerts that Prometheus does not get to Alertmanager.</summary>
    public HashSet<string> Lost { get; } = [];

    /// <summary>Paths of the service that answer with a status of their own.</summary>
    public Dictionary<string, int> Refused { get; } = [];

    /// <summary>What is active now.</summary>
    public IReadOnlyCollection<string> Active => [.. _looks.Keys];

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<string> Requests => _server.Requests;

    public bool IsDisposed { get; private set; }

    public string Environment => Live.Environment;

    public string Namespace => Space;

    public TimeScale Scale { get; private set; } = TimeScale.TrueTime;

    public IReadOnlyList<DrillReplica> Replicas => [new("gitops-demo-1", _server.Address)];

    public PrometheusClient Prometheus => new(_http);

    public AlertmanagerClient Alertmanager => new(_http);

    public WebhookReceiver? Receiver => null;

    public IOutage Outage => this;

    public string EndsByHand => "end it";

    public static async Task<DrillStub> StartAsync()
    {
        var stub = new DrillStub();
        stub._server = await HttpStub.StartAsync(stub.AnswerAsync);
        stub._http.BaseAddress = stub._server.Address;
        return stub;
    }

    public Task<IDrillSession> OpenAsync(LiveEnvironment live, PrometheusRule rules, TimeScale scale, CancellationToken cancellationToken)
    {
        Scale = scale;
        return Task.FromResult<IDrillSession>(this);
    }

    public Task BeginAsync(CancellationToken cancellationToken)
    {
        Begin("ServiceDown");
        return Task.CompletedTask;
    }

    public Task EndAsync(CancellationToken cancellationToken)
    {
        End("ServiceDown");
        return Task.CompletedTask;
    }

    public void Begin(params string[] alerts)
    {
        foreach (var alert in alerts.Except(Mute))
        {
            _looks.TryAdd(alert, 0);
        }
    }

    /// <summary>The drill's end of it; the server lives on until <see cref="StopAsync"/>.</summary>
    public ValueTask DisposeAsync()
    {
        IsDisposed = true;
        return ValueTask.CompletedTask;
    }

    public async ValueTask StopAsync()
    {
        _http.Dispose();
        await _server.DisposeAsync();
    }

    private void End(params string[] alerts)
    {
        foreach (var alert in alerts.Except(Stuck))
        {
            _looks.TryRemove(alert, out _);
        }
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        if (Refused.TryGetValue(path, out var status))
        {
            context.Response.StatusCode = status;
            return;
        }

        using var reader = new StreamReader(context.Request.Body);
        var answer = Answer(context.Request.Method, path, $"{context.Request.Query["query"]}", await reader.ReadToEndAsync());
        if (answer is not null)
        {
            await context.Response.WriteAsJsonAsync(answer);
        }
    }

    private object? Answer(string method, string path, string query, string body) => (method, path) switch
    {
        (_, "/api/v1/rules") => Data(new { groups = new[] { new { name = "g", file = "f", interval = 1, rules = Rules() } } }),
        (_, "/api/v1/alerts") =>
            Data(new { alerts = _looks.Keys.Select(alert => new { labels = Labels(alert), state = Look(alert) ? "firing" : "pending" }) }),
        (_, "/api/v1/query") =>
            Data(new { resultType = "vector", result = new[] { new { metric = new { }, value = new object[] { 1, Sample(query) } } } }),
        (_, "/api/v2/alerts") =>
            _looks.Where(pair => pair.Value > 3 && !Lost.Contains(pair.Key)).Select(pair => new { labels = Labels(pair.Key) }).ToList(),
        ("PUT", "/faults/plan") => Fault(body != "{}", "HighErrorRate", "HighLatency", "ErrorBudgetBurnFast", "ErrorBudgetBurnSlow"),
        ("POST", "/ready/disable") => Fault(true, "PodNotReady"),
        ("POST", "/ready/enable") => Fault(false, "PodNotReady"),
        ("POST", "/faults/memory/126") => Fault(true, "HighMemoryUsage"),
        ("DELETE", "/faults/memory") => Fault(false, "HighMemoryUsage"),
        _ => null,
    };

    private bool Look(string alert) => _looks.AddOrUpdate(alert, 1, (_, looks) => looks + 1) > 2;

    private string? Fault(bool begins, params string[] alerts)
    {
        (begins ? Begin : (Action<string[]>)End)(alerts);
        return null;
    }

    private static IEnumerable<object> Rules() => OurAlerts.Names.Append("NobodysAlert").Select(name => new
    {
        name,
        query = "x",
        type = "alerting",
        duration = 0,
        keepFiringFor = 0,
        health = "ok",
        lastEvaluation = DateTimeOffset.UtcNow,
    });

    private static Dictionary<string, string> Labels(string alert) => new() { ["alertname"] = alert, ["namespace"] = Space };

    /// <summary>A limit of 200 MiB, of which 50 are used.</summary>
    private static string Sample(string query) => $"{(query.Contains("limits", StringComparison.Ordinal) ? 200L : 50L) * 1024 * 1024}";

    private static object Data(object data) => new { status = "success", data };
}
