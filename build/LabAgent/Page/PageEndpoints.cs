using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using GitOpsDemo.LabAgent.Logs;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>Marks what the port of the page answers; nothing else is answered there, and none of this on the agent's own port.</summary>
internal sealed class PageEndpoint
{
    /// <summary>Whether other sites may lead here: the page itself and its files, but none of its answers.</summary>
    public bool IsFile { get; init; }
}

/// <summary>The lab's page: its files, what it shows, and what a person does there.</summary>
internal static class PageEndpoints
{
    /// <summary>What may be asked of Prometheus.</summary>
    private static readonly string[] Queries = ["query", "query_range", "rules"];

    public static void AddPage(this IServiceCollection services)
    {
        services.AddSingleton<PageGuard>();
        services.AddSingleton<PageFile>();
        services.AddSingleton<Notifications>();
        services.AddSingleton<ServerProxy>();
        services.AddSingleton<Traffic>();
        services.AddSingleton<Faults>();
        services.AddSingleton<PageState>();
    }

    public static void MapPage(this WebApplication app)
    {
        var files = app.MapGroup("").WithMetadata(new PageEndpoint { IsFile = true });
        foreach (var asset in PageAssets.All)
        {
            files.MapGet(asset.Path, asset.SendAsync);
        }

        var api = app.MapGroup("/api").WithMetadata(new PageEndpoint());
        api.MapGet("/page", context => Part<PageFile>(context).SendAsync(context));
        api.MapGet("/state", context => Part<PageState>(context).SendAsync(context));
        api.MapGet("/log", context => LogEndpoint.SendAsync(context, Part<Cluster>(context)));
        api.MapGet("/routes", context => Part<ServerProxy>(context).RoutesAsync(context, Part<Cluster>(context)));
        api.MapPost("/traffic", context => Part<Traffic>(context).TakeAsync(context));
        api.MapPost("/fault", context => Part<Faults>(context).TakeAsync(context));
        api.MapGet("/alertmanager/alerts", context =>
            Part<ServerProxy>(context).AskAsync(context, "Alertmanager", page => page.Alertmanager, "api/v2/alerts"));
        foreach (var query in Queries)
        {
            api.MapGet($"/prometheus/{query}", context =>
                Part<ServerProxy>(context).AskAsync(context, "Prometheus", page => page.Prometheus, $"api/v1/{query}"));
        }
    }

    private static T Part<T>(HttpContext context)
        where T : notnull => context.RequestServices.GetRequiredService<T>();
}

/// <summary>What the lab says about itself: the file next to the agent's state, read for each request.</summary>
internal sealed class PageFile(AgentOptions options)
{
    /// <summary>Changes with the file.</summary>
    public string Version => File.GetLastWriteTimeUtc(options.PageFile).Ticks.ToString(CultureInfo.InvariantCulture);

    /// <summary>What it says; nothing where it is not there or can't be read.</summary>
    public AgentPage Read()
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(options.PageFile), AgentJson.Default.AgentPage) ?? new();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return new();
        }
    }

    public Task SendAsync(HttpContext context)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, Read(), AgentJson.Default.AgentPage, context.RequestAborted);
    }
}

/// <summary>What changes from second to second.</summary>
internal sealed class PageState(
    Cluster cluster, PageFile page, Traffic traffic, Faults faults, Notifications notifications, TimeProvider time)
{
    /// <summary>Sends it to the page. Whoever asks has the page open.</summary>
    public Task SendAsync(HttpContext context)
    {
        traffic.Watched();
        var report = new StateReport(
            time.GetUtcNow(),
            page.Version,
            [.. cluster.Pods.Select(ReplicaReport.Of)],
            cluster.Report().Services,
            traffic.Report(),
            faults.Report(),
            notifications.All);
        return PageJson.SendAsync(context, report, PageJson.Default.StateReport);
    }
}

/// <summary>The answer of <c>/api/state</c>.</summary>
internal sealed record StateReport(
    DateTimeOffset Now,
    string Page,
    IReadOnlyList<ReplicaReport> Replicas,
    IReadOnlyList<ServiceReport> Services,
    IReadOnlyList<TrafficReport> Traffic,
    IReadOnlyList<FaultReport> Faults,
    IReadOnlyList<JsonElement> Notifications);

/// <summary>A replica, as the page shows it.</summary>
internal sealed record ReplicaReport(PodReport Seen, string Image, Uri Address, DateTimeOffset? Started)
{
    public static ReplicaReport Of(Pod pod) => new(
        pod.Report(), pod.Description.Image, pod.Description.Address, StartOf(pod.Description));

    private static DateTimeOffset? StartOf(AgentPod pod)
    {
        if (pod.Process is not { IsRunning: true } identity)
        {
            return null;
        }

        try
        {
            using var process = Process.GetProcessById(identity.Id);
            return process.StartTime;
        }
        catch (Exception exception) when (exception is ArgumentException or InvalidOperationException or Win32Exception)
        {
            return null;
        }
    }
}

/// <summary>What the page and the agent write to each other.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web, RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true,
    GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(StateReport))]
[JsonSerializable(typeof(LogPiece))]
[JsonSerializable(typeof(TrafficOrder))]
[JsonSerializable(typeof(FaultOrder))]
[JsonSerializable(typeof(Refusal))]
[JsonSerializable(typeof(JsonNode))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PageJson : JsonSerializerContext
{
    /// <summary>An order has a few words.</summary>
    private const int MostBytes = 4096;

    public static Task SendAsync<T>(HttpContext context, T answer, JsonTypeInfo<T> type)
    {
        context.Response.ContentType = "application/json";
        return JsonSerializer.SerializeAsync(context.Response.Body, answer, type, context.RequestAborted);
    }

    /// <summary>Says why an order is not followed.</summary>
    public static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return SendAsync(context, new Refusal(error), Default.Refusal);
    }

    /// <summary>Reads a request of the page; null, after a refusal was sent, when it is invalid.</summary>
    public static async Task<T?> ReadAsync<T>(HttpContext context, JsonTypeInfo<T> type)
        where T : class
    {
        if (context.Request.ContentLength is null or > MostBytes)
        {
            await RefuseAsync(context, StatusCodes.Status413PayloadTooLarge, $"an order has a length, of at most {MostBytes} bytes");
            return null;
        }

        try
        {
            return await JsonSerializer.DeserializeAsync(context.Request.Body, type, context.RequestAborted)
                ?? throw new JsonException("it is null");
        }
        catch (JsonException exception)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, exception.Message);
            return null;
        }
    }
}

/// <summary>Why something was not done.</summary>
internal sealed record Refusal(string Error);
