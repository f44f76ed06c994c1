using System.Text.Json;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.Monitoring.Prometheus;

/// <summary>A Prometheus that is healthy until a test breaks one thing of its answers.</summary>
public sealed class PrometheusStub : IAsyncDisposable
{
    private HttpStub _http = null!;

    /// <summary>The answer of <c>/api/v1/rules</c>: one group with one healthy rule.</summary>
    public JsonNode Rules { get; } = JsonNode.Parse("""
        {"groups":[{"name":"g","file":"/rules/monitoring-r-1.yaml","interval":30,"rules":[
          {"type":"alerting","name":"A","query":"sum(m) > 0.1","duration":120,"keepFiringFor":0,"labels":{"severity":"warning"},
           "annotations":{"summary":"text"},"health":"ok","state":"inactive","lastEvaluation":"2026-11-22T11:22:05Z"}]}]}
        """)!;

    /// <summary>The only group.</summary>
    public JsonNode Group => Rules["groups"]![0]!;

    /// <summary>The only rule.</summary>
    public JsonNode Rule => Group["rules"]![0]!;

    /// <summary>The answer of <c>/api/v1/targets</c>: one pool with two replicas that are up.</summary>
    public JsonNode Targets { get; } = JsonNode.Parse("""
        {"activeTargets":[
          {"labels":{"pod":"a"},"scrapePool":"serviceMonitor/ns/app/0","scrapeUrl":"http://1/metrics","lastError":"","lastScrape":"2026-11-22T11:22:05Z","lastScrapeDuration":0.01,"health":"up"},
          {"labels":{"pod":"b"},"scrapePool":"serviceMonitor/ns/app/0","scrapeUrl":"http://2/metrics","lastError":"","lastScrape":"2026-11-22T11:22:05Z","lastScrapeDuration":0.01,"health":"up"}
        ]}
        """)!;

    /// <summary>The answer of <c>/api/v1/targets?state=dropped</c>: none.</summary>
    public JsonNode Dropped { get; } = JsonNode.Parse("""{"droppedTargets":[]}""")!;

    /// <summary>The scrape pools.</summary>
    public string[] Pools { get; set; } = ["serviceMonitor/ns/app/0"];

    /// <summary>Metrics that no series has.</summary>
    public HashSet<string> Missing { get; } = [];

    /// <summary>What every other query returns.</summary>
    public string QueryResult { get; set; } = """{"resultType":"vector","result":[{"metric":{},"value":[1,"3"]}]}""";

    /// <summary>What single queries return.</summary>
    public Dictionary<string, string> QueryResults { get; } = [];

    /// <summary>Queries that it can't evaluate, with its words.</summary>
    public Dictionary<string, string> Refused { get; } = [];

    /// <summary>What it does not have, by the end of the path.</summary>
    public HashSet<string> Lacks { get; } = [];

    /// <summary>How it says so: as VictoriaMetrics does.</summary>
    public (int Status, string Words) Refusal { get; set; } = (StatusCodes.Status400BadRequest, "unsupported path requested");

    /// <summary>What its paths begin with.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The header without which it answers nothing; null for none.</summary>
    public string? Required { get; set; }

    /// <summary>Where it is, without the prefix.</summary>
    public Uri Address => _http.Address;

    /// <summary>A client of it.</summary>
    public PrometheusClient Client => new(new HttpClient { BaseAddress = _http.Address });

    /// <summary>Starts one.</summary>
    public static async Task<PrometheusStub> StartAsync()
    {
        var stub = new PrometheusStub();
        stub._http = await HttpStub.StartAsync(stub.AnswerAsync);
        return stub;
    }

    public ValueTask DisposeAsync() => _http.DisposeAsync();

    private Task AnswerAsync(HttpContext context)
    {
        if (Required is { } header && !context.Request.Headers.ContainsKey(header))
        {
            return RefuseAsync(context, StatusCodes.Status401Unauthorized, "no org id");
        }

        if (!context.Request.Path.StartsWithSegments(Prefix, out var path) || Lacks.Any(path.Value!.EndsWith))
        {
            return RefuseAsync(context, Refusal.Status, Refusal.Words);
        }

        var query = context.Request.Query["query"].ToString();
        if (path == "/api/v1/query" && Refused.TryGetValue(query, out var why))
        {
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return context.Response.WriteAsync(JsonSerializer.Serialize(new { status = "error", errorType = "execution", error = why }));
        }

        var data = path.Value switch
        {
            "/api/v1/rules" => Rules.ToJsonString(),
            "/api/v1/targets" when context.Request.Query["state"] == "dropped" => Dropped.ToJsonString(),
            "/api/v1/targets" => Targets.ToJsonString(),
            "/api/v1/scrape_pools" => JsonSerializer.Serialize(new { scrapePools = Pools }),
            "/api/v1/format_query" => JsonSerializer.Serialize(query.Replace("\n", "\n  ", StringComparison.Ordinal)),
            _ => Missing.Any(metric => query.Contains(metric, StringComparison.Ordinal))
                ? """{"resultType":"vector","result":[]}"""
                : QueryResults.GetValueOrDefault(query, QueryResult),
        };
        return context.Response.WriteAsync($$"""{"status":"success","data":{{data}}}""");
    }

    private static Task RefuseAsync(HttpContext context, int status, string words)
    {
        (context.Response.StatusCode, context.Response.ContentType) = (status, "text/plain; charset=utf-8");
        return context.Response.WriteAsync(words);
    }
}
