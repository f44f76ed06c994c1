using System.Globalization;
using System.Text.Json.Nodes;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.LabAgent.Tests.Page;

/// <summary>
/// Answers the queries of our dashboard with figures of its own: an hour of a service that takes minutes to come about in a lab.
/// </summary>
internal sealed class MadeUpPrometheus : IAsyncDisposable
{
    private const string Bounds = "0.005 0.01 0.025 0.05 0.1 0.25 0.5 1 2.5 +Inf";
    private const double Minute = 60;
    private static readonly string[] Pods = ["gitops-demo-961bb6a06d-wjbrk", "gitops-demo-961bb6a06d-7mbnk"];

    private HttpStub _server = null!;

    public Uri Address => _server.Address;

    /// <summary>Whether many requests have come for some minutes.</summary>
    public bool IsBusy { get; set; }

    /// <summary>The state of HighErrorRate: half of the answers have been errors for some minutes, unless it is inactive.</summary>
    public string AlertState { get; set; } = "inactive";

    private bool IsFiring => AlertState == "firing";

    private bool Errs => AlertState != "inactive";

    public static async Task<MadeUpPrometheus> StartAsync()
    {
        var prometheus = new MadeUpPrometheus();
        prometheus._server = await HttpStub.StartAsync(prometheus.AnswerAsync);
        return prometheus;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static double Now => TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();

    private Task AnswerAsync(HttpContext context)
    {
        var (path, query) = ($"{context.Request.Path}", context.Request.Query);
        JsonObject data = path switch
        {
            "/api/v1/rules" => Rules(),
            "/api/v1/query" => Result(Series($"{query["query"]}").Select(one => Sample(one, Number(query["time"]!)))),
            _ => Result(Series($"{query["query"]}").Select(
                one => Samples(one, Number(query["start"]!), Number(query["end"]!), Number(query["step"]!)))),
        };
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(new JsonObject { ["status"] = "success", ["data"] = data }.ToJsonString());
    }

    private IEnumerable<MadeUp> Series(string query) => query switch
    {
        _ when query.StartsWith("max by (alertname, alertstate)", StringComparison.Ordinal) => AlertState switch
        {
            "firing" =>
            [
                Of(At(-9, -4), "alertname=HighErrorRate alertstate=pending"),
                Of(At(-4, 0), "alertname=HighErrorRate alertstate=firing"),
                Of(At(-35, -30), "alertname=HighLatency alertstate=pending"),
                Of(At(-30, -20), "alertname=HighLatency alertstate=firing"),
            ],
            "pending" => [Of(At(-9, 0), "alertname=HighErrorRate alertstate=pending")],
            _ => [],
        },
        _ when query.StartsWith("group by (namespace)", StringComparison.Ordinal) => [Of(_ => 1, "namespace=gitops-demo-dev")],
        _ when query.StartsWith("group by (endpoint)", StringComparison.Ordinal) =>
            [Of(_ => 1, "endpoint=/"), Of(_ => 1, "endpoint=/version")],
        _ when query.Contains("build_info", StringComparison.Ordinal) => [Of(_ => 1, "namespace=gitops-demo-dev version=1.4.0")],
        _ when query.StartsWith("count by (alertname)", StringComparison.Ordinal) => IsFiring
            ? [Of(_ => 0, "alertname=none"), Of(At(-4, 0), "alertname=HighErrorRate"), Of(At(-30, -20), "alertname=HighLatency")]
            : [Of(_ => 0, "alertname=none")],
        _ when query.Contains("ALERTS", StringComparison.Ordinal) => [Of(_ => IsFiring ? 1 : 0, "")],
        _ when query.Contains("restarts", StringComparison.Ordinal) => [Of(_ => 0, "")],
        _ when query.Contains("memory", StringComparison.Ordinal) => Pods.Select((pod, index) => Of(
            time => 0.31 + (0.05 * index) + (0.01 * Math.Sin(time / 700)), $"namespace=gitops-demo-dev pod={pod}")),
        _ when query.StartsWith("sum(up", StringComparison.Ordinal) => [Of(_ => 2, "")],
        _ when query.StartsWith("up{", StringComparison.Ordinal) => Pods.Select(pod => Of(_ => 1, $"namespace=gitops-demo-dev pod={pod}")),
        _ when query.Contains("by (le) (increase", StringComparison.Ordinal) => Bounds.Split(' ').Select((bound, index) => Of(
            time => Rate(time) * 60 * (1 - Math.Exp(-(index + 1) / (2.2 + Math.Sin(time / 500)))), $"le={bound}")),
        _ when query.Contains("quantile(0.95", StringComparison.Ordinal) => [Of(time => 0.02 + (0.004 * Math.Sin(time / 300)), "")],
        _ when query.Contains("histogram_quantile", StringComparison.Ordinal) => [Of(time => 0.006 + (0.001 * Math.Sin(time / 200)), "")],
        _ when query.Contains("by (status)", StringComparison.Ordinal) =>
            [Of(time => Rate(time) * (1 - Errors(time)), "status=200"), Of(time => Rate(time) * Errors(time), "status=500")],
        _ when query.Contains("by (method, endpoint)", StringComparison.Ordinal) =>
            [Of(Rate, "method=GET endpoint=/"), Of(time => 1.5 + Math.Sin(time / 400), "method=GET endpoint=/version")],
        _ => [Of(Errors, "namespace=gitops-demo-dev")],
    };

    private double Rate(double time) => 4 + Math.Sin(time / 250) + (IsBusy ? Ramp(time, 12) * 60 : 0);

    private double Errors(double time) => Errs ? 0.5 * Ramp(time, 10) : 0;

    /// <summary>From 0 to 1 within two minutes, beginning so many minutes ago.</summary>
    private static double Ramp(double time, double minutesAgo) =>
        Math.Clamp((time - Now + (minutesAgo * Minute)) / (2 * Minute), 0, 1);

    private static Func<double, double> At(double from, double to) =>
        time => time >= Now + (from * Minute) && time <= Now + (to * Minute) ? 1 : double.NaN;

    private static MadeUp Of(Func<double, double> value, string labels) => new(labels, value);

    private JsonObject Rules() => new()
    {
        ["groups"] = new JsonArray(new JsonObject
        {
            ["name"] = "gitops-demo.rules",
            ["rules"] = new JsonArray([.. new[] { "ServiceDown", "HighErrorRate", "HighLatency", "PodNotReady" }.Select(Rule)]),
        }),
    };

    private JsonNode Rule(string name)
    {
        var isOurs = Errs && name == "HighErrorRate";
        return new JsonObject
        {
            ["name"] = name,
            ["query"] = "up == 0",
            ["state"] = isOurs ? AlertState : "inactive",
            ["health"] = "ok",
            ["alerts"] = isOurs
                ? new JsonArray(new JsonObject
                {
                    ["activeAt"] = TimeProvider.System.GetUtcNow().AddMinutes(-9).ToString("O"),
                    ["labels"] = new JsonObject { ["namespace"] = "gitops-demo-dev" },
                })
                : [],
        };
    }

    private static JsonObject Result(IEnumerable<JsonNode> series) => new() { ["result"] = new JsonArray([.. series]) };

    private static JsonNode Sample(MadeUp one, double time) =>
        new JsonObject { ["metric"] = one.Labels(), ["value"] = new JsonArray(time, Text(one.Value(time))) };

    private static JsonNode Samples(MadeUp one, double from, double to, double step)
    {
        var times = Enumerable.Range(0, (int)((to - from) / step) + 1).Select(index => from + (index * step))
            .Where(time => !double.IsNaN(one.Value(time)));
        return new JsonObject
        {
            ["metric"] = one.Labels(),
            ["values"] = new JsonArray([.. times.Select(time => new JsonArray(time, Text(one.Value(time))))]),
        };
    }

    private static double Number(string? text) => double.Parse(text!, CultureInfo.InvariantCulture);

    private static string Text(double value) => value.ToString(CultureInfo.InvariantCulture);

    private sealed record MadeUp(string Text, Func<double, double> Value)
    {
        public JsonObject Labels() => new(Text.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(label => label.Split('=', 2))
            .Select(label => KeyValuePair.Create(label[0], (JsonNode?)label[1])));
    }
}
