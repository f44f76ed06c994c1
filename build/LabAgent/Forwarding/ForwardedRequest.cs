using System.Net;
using Microsoft.AspNetCore.Http.Extensions;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace GitOpsDemo.LabAgent.Forwarding;

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
