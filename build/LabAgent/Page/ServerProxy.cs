using System.Net;
using GitOpsDemo.LabContract;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>Asks Prometheus, Alertmanager and the service for the page: named questions, which change nothing.</summary>
internal sealed class ServerProxy(PageFile page, AgentOptions options) : IDisposable
{
    /// <summary>Where services have their OpenAPI document: ours, and ASP.NET Core's own.</summary>
    private static readonly string[] Documents = ["openapi.json", "openapi/v1.json"];

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private readonly HttpClient _http = new(LocalHttp.Handler(options.ConnectTimeout))
    {
        Timeout = Patience,
        MaxResponseContentBufferSize = 16 * 1024 * 1024,
    };

    /// <summary>Passes a question and its answer on.</summary>
    /// <param name="context">What the page asks, with the query string as it is sent on.</param>
    /// <param name="name">Whom it asks, for messages.</param>
    public async Task AskAsync(HttpContext context, string name, Func<AgentPage, Uri?> find, string path)
    {
        if (find(page.Read()) is not { } server)
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status502BadGateway, $"{name} does not run");
            return;
        }

        try
        {
            using var answer = await _http.GetAsync(new Uri(server, path + context.Request.QueryString), context.RequestAborted);
            await SendAsync(context, answer);
        }
        catch (Exception exception) when (IsFailure(exception, context))
        {
            await PageJson.RefuseAsync(context, StatusCodes.Status502BadGateway, $"{name} does not answer: {exception.Message}");
        }
    }

    /// <summary>The service's OpenAPI document; 404 where it has none.</summary>
    public async Task RoutesAsync(HttpContext context, Cluster cluster)
    {
        foreach (var document in Documents)
        {
            if (cluster.AddressOf(context.Request.Query["namespace"].ToString()) is not { } service)
            {
                break;
            }

            try
            {
                using var answer = await _http.GetAsync(new Uri(service, document), context.RequestAborted);
                if (answer is { StatusCode: HttpStatusCode.OK, Content.Headers.ContentType.MediaType: "application/json" })
                {
                    await SendAsync(context, answer);
                    return;
                }
            }
            catch (Exception exception) when (IsFailure(exception, context))
            {
                // What does not answer has no document.
            }
        }

        await PageJson.RefuseAsync(context, StatusCodes.Status404NotFound, "the service has no OpenAPI document");
    }

    public void Dispose() => _http.Dispose();

    private static async Task SendAsync(HttpContext context, HttpResponseMessage answer)
    {
        context.Response.StatusCode = (int)answer.StatusCode;
        context.Response.ContentType = "application/json";
        await answer.Content.CopyToAsync(context.Response.Body, context.RequestAborted);
    }

    private static bool IsFailure(Exception exception, HttpContext context) =>
        exception is HttpRequestException or OperationCanceledException && !context.RequestAborted.IsCancellationRequested;
}
