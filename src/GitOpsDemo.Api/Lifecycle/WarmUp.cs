namespace GitOpsDemo.Api.Lifecycle;

/// <summary>Calls the endpoints that a replica is asked first once, past the middleware: it costs no client its first slow answer and counts nowhere.</summary>
internal sealed class WarmUp(EndpointDataSource endpoints, IServiceScopeFactory scopes)
{
    private static readonly string[] Templates = ["/", "/health", "/ready", "/metrics"];

    /// <summary>Returns when all have answered; what they answer is thrown away.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var endpoint in endpoints.Endpoints.OfType<RouteEndpoint>().Where(endpoint => Templates.Contains(endpoint.RoutePattern.RawText)))
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellation };
            context.Request.Method = HttpMethods.Get;
            await endpoint.RequestDelegate!(context);
        }
    }
}
