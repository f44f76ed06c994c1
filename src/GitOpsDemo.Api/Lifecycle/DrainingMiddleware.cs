namespace GitOpsDemo.Api.Lifecycle;

/// <summary>While the service ends, asks each client to leave its connection, so that none sends a request into a closing one.</summary>
internal sealed class DrainingMiddleware(RequestDelegate next, Readiness readiness)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (readiness.IsEnding)
        {
            context.Response.Headers.Connection = "close";
        }

        return next(context);
    }
}
