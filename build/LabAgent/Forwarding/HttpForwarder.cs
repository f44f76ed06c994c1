using System.Buffers;
using System.Net;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GitOpsDemo.LabAgent.Forwarding;

/// <summary>
/// Passes requests on to the pods of a service, in turn, bodies streaming both ways. What fails is tried at another pod only where nothing
/// can happen twice: when no connection came about, or when the request is idempotent, has no body and got no answer.
/// </summary>
internal sealed class HttpForwarder(AgentOptions options) : IDisposable
{
    private readonly HttpMessageInvoker _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ActivityHeadersPropagator = null,
        ConnectTimeout = options.ConnectTimeout,
        // When a client goes away, the pod is to know at once.
        ResponseDrainTimeout = TimeSpan.Zero,
        MaxResponseDrainSize = 0,
    });

    /// <summary>Answers with what a pod answers; with 503 when none is ready, with 502 when those that are do not answer.</summary>
    public async Task ForwardAsync(HttpContext context, string service, ServiceEndpoints endpoints)
    {
        var failures = new List<string>();
        var tried = new List<Pod>();
        while (endpoints.Next(tried) is { } pod)
        {
            tried.Add(pod);
            using var active = pod.TryBeginRequest();
            if (active is null)
            {
                continue;
            }

            using var request = ForwardedRequest.Create(context, pod.Description.Address);
            try
            {
                using var response = await _http.SendAsync(request, context.RequestAborted);
                await AnswerAsync(context, response);
                return;
            }
            catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
            {
                failures.Add($"{pod.Description.Name}: {exception.Message}");
                if (!FoundNoConnection(exception) && !ForwardedRequest.IsRepeatable(context))
                {
                    break;
                }
            }
        }

        await RefuseAsync(context, service, endpoints, failures);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>To the framework's client, a connection that takes too long is a cancellation.</summary>
    private static bool FoundNoConnection(Exception exception) =>
        exception is OperationCanceledException or HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError };

    private static async Task AnswerAsync(HttpContext context, HttpResponseMessage response)
    {
        context.Response.StatusCode = (int)response.StatusCode;
        var headers = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(header => KeyValuePair.Create(header.Key, new StringValues([.. header.Value])));
        foreach (var (name, values) in Headers.EndToEnd(headers, response.Headers.Connection.ToArray()))
        {
            context.Response.Headers[name] = values;
        }

        try
        {
            await using var body = await response.Content.ReadAsStreamAsync(context.RequestAborted);
            await body.CopyToAsync(context.Response.Body, context.RequestAborted);
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException)
        {
            // The client already has a part of the answer: all that can be said is that the rest is missing.
            context.Abort();
        }
    }

    private static Task RefuseAsync(HttpContext context, string service, ServiceEndpoints endpoints, List<string> failures)
    {
        var (status, message, reasons) = failures.Count > 0
            ? (StatusCodes.Status502BadGateway, $"No pod of {service} answered.", failures)
            : (StatusCodes.Status503ServiceUnavailable, $"No pod of {service} is ready.", endpoints.Obstacles());
        context.Response.StatusCode = status;
        context.Response.ContentType = "text/plain; charset=utf-8";
        return context.Response.WriteAsync($"{string.Join("\n  ", reasons.Prepend(message))}\n", context.RequestAborted);
    }
}

/// <summary>Makes the request to a pod out of a request to its service.</summary>
internal static class ForwardedRequest
{
    /// <summary>A pod sees the path and query as the client wrote them.</summary>
    private static readonly UriCreationOptions AsWritten = new() { DangerousDisablePathAndQueryCanonicalization = true };

    public static HttpRequestMessage Create(HttpContext context, Uri pod)
    {
        var message = new HttpRequestMessage(new HttpMethod(context.Request.Method), TargetOf(context, pod))
        {
            Version = HttpVersion.Version11,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = ContentOf(context),
        };
        foreach (var (name, values) in Headers.EndToEnd(context.Request.Headers, context.Request.Headers.Connection))
        {
            if (!message.Headers.TryAddWithoutValidation(name, values))
            {
                message.Content?.Headers.TryAddWithoutValidation(name, values);
            }
        }

        // This server has answered it itself.
        message.Headers.Remove(HeaderNames.Expect);
        message.Headers.TryAddWithoutValidation(Headers.ForwardedFor, context.Connection.RemoteIpAddress?.ToString());
        return message;
    }

    /// <summary>Whether the same request may be sent twice (RFC 9110, section 9.2.2) and can be, as it has no body.</summary>
    public static bool IsRepeatable(HttpContext context) =>
        !HasBody(context) && context.Request.Method is "GET" or "HEAD" or "OPTIONS" or "TRACE" or "PUT" or "DELETE";

    /// <summary>
    /// Empty content in the place of none where a request must not be sent twice: the framework's client repeats a request of any method
    /// without content, when its connection ends before an answer.
    /// </summary>
    private static HttpContent? ContentOf(HttpContext context) =>
        HasBody(context) ? new RequestBody(context.Request.Body, context.RequestAborted)
        : IsRepeatable(context) ? null
        : new ByteArrayContent([]);

    private static bool HasBody(HttpContext context) => context.Features.Get<IHttpRequestBodyDetectionFeature>()?.CanHaveBody == true;

    private static Uri TargetOf(HttpContext context, Uri pod)
    {
        var target = context.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget;
        var path = target.StartsWith('/') ? target : context.Request.GetEncodedPathAndQuery();
        return new Uri(pod.GetLeftPart(UriPartial.Authority) + path, AsWritten);
    }
}

/// <summary>A request's body on its way through: each piece is passed on as it comes.</summary>
internal sealed class RequestBody(Stream body, CancellationToken aborted) : HttpContent
{
    private const int BufferSize = 16 * 1024;

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await body.ReadAsync(buffer, aborted) is var count and > 0)
            {
                await stream.WriteAsync(buffer.AsMemory(0, count), aborted);
                await stream.FlushAsync(aborted);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    protected override bool TryComputeLength(out long length)
    {
        length = 0;
        return false;
    }
}

/// <summary>Which headers a proxy passes on (RFC 9110, section 7.6.1).</summary>
internal static class Headers
{
    public const string ForwardedFor = "X-Forwarded-For";

    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection,
        HeaderNames.KeepAlive,
        HeaderNames.ProxyAuthenticate,
        HeaderNames.ProxyAuthorization,
        HeaderNames.ProxyConnection,
        HeaderNames.TE,
        HeaderNames.Trailer,
        HeaderNames.TransferEncoding,
        HeaderNames.Upgrade,
    };

    /// <summary>The headers for the next hop: those of this connection alone, and those that <c>Connection</c> names, stay here.</summary>
    public static IEnumerable<(string Name, string?[] Values)> EndToEnd(
        IEnumerable<KeyValuePair<string, StringValues>> headers, StringValues connection)
    {
        var named = connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return headers
            .Where(header => !HopByHop.Contains(header.Key) && !named.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => (header.Key, header.Value.ToArray()));
    }
}
