using System.Security.Cryptography;
using System.Text;
using Microsoft.Net.Http.Headers;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>
/// Keeps other sites out that the same browser has open. A name that leads to 127.0.0.1 is refused by <c>Host</c> (DNS rebinding), a
/// foreign page's request by <c>Sec-Fetch-Site</c>, and what changes something also by <c>Origin</c> and a token that only the page has.
/// </summary>
internal sealed class PageGuard(AgentOptions options) : IMiddleware
{
    public const string TokenHeader = "X-Lab-Token";

    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; "
        + "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

    /// <summary>Another one in each agent.</summary>
    public string Token { get; } = RandomNumberGenerator.GetHexString(32, lowercase: true);

    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var endpoint = context.GetEndpoint()?.Metadata.GetMetadata<PageEndpoint>();
        if (context.Connection.LocalPort != options.PagePort)
        {
            return endpoint is null ? next(context) : RefuseAsync(context, StatusCodes.Status404NotFound, "It is on the page's port.");
        }

        context.Response.Headers.CacheControl = "no-store";
        context.Response.Headers.ContentSecurityPolicy = Policy;
        context.Response.Headers.XContentTypeOptions = "nosniff";
        context.Response.Headers["Referrer-Policy"] = "no-referrer";
        context.Response.Headers["Cross-Origin-Resource-Policy"] = "same-origin";
        return Obstacle(context.Request, endpoint) is var (status, reason) ? RefuseAsync(context, status, reason) : next(context);
    }

    private (int Status, string Reason)? Obstacle(HttpRequest request, PageEndpoint? endpoint)
    {
        var host = request.Host.Value;
        if (host != $"localhost:{options.PagePort}" && host != $"127.0.0.1:{options.PagePort}")
        {
            return (StatusCodes.Status421MisdirectedRequest, $"The lab's page is http://localhost:{options.PagePort}/ and nothing else.");
        }

        return endpoint switch
        {
            null => (StatusCodes.Status404NotFound, "The lab's page has nothing here."),
            { IsFile: true } => null,
            _ when request.Headers["Sec-Fetch-Site"] is { Count: > 0 } site && site != "same-origin" && site != "none" =>
                (StatusCodes.Status403Forbidden, "Only the lab's page may ask this."),
            _ when HttpMethods.IsGet(request.Method) => null,
            _ when request.Headers.Origin != $"http://{host}" =>
                (StatusCodes.Status403Forbidden, "Only the lab's page may do this: the Origin is another."),
            _ when !HasToken(request) =>
                (StatusCodes.Status403Forbidden, "Only the lab's page may do this: the token is missing or old. Load the page again."),
            _ => null,
        };
    }

    private bool HasToken(HttpRequest request) => CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(request.Headers[TokenHeader].ToString()), Encoding.UTF8.GetBytes(Token));

    private static Task RefuseAsync(HttpContext context, int status, string reason)
    {
        context.Response.StatusCode = status;
        context.Response.Headers[HeaderNames.ContentType] = "text/plain; charset=utf-8";
        return context.Response.WriteAsync(reason + "\n", context.RequestAborted);
    }
}
