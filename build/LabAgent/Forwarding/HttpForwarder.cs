using Microsoft.Extensions.Primitives;

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

    /// <inheritdoc/>
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
