namespace GitOpsDemo.Api.Lifecycle;

/// <summary>
/// Calls once each endpoint that a replica is asked first, so that no client gets the slow first answer. It goes past the middleware
/// and counts nowhere.
/// </summary>
internal sealed class WarmUp(EndpointDataSource endpoints, IServiceScopeFactory scopes)
{
    private static readonly string[] Templates = ["/", "/health", "/ready", "/metrics"];

    /// <summary>Returns when all have answered; what they answer is thrown away.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        var routes = endpoints.Endpoints.OfType<RouteEndpoint>();
        foreach (var endpoint in routes.Where(route => Templates.Contains(route.RoutePattern.RawText)))
        {
            await using var scope = scopes.CreateAsyncScope();
            var context = new DefaultHttpContext { RequestServices = scope.ServiceProvider, RequestAborted = cancellation };
            context.Request.Method = HttpMethods.Get;
            await endpoint.RequestDelegate!(context);
        }
    }
}
