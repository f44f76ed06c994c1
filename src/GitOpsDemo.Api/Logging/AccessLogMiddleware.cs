using System.Diagnostics;

namespace GitOpsDemo.Api.Logging;

/// <summary>Logs each request when its response is complete, except those to endpoints that are <see cref="Unlogged"/>.</summary>
internal sealed class AccessLogMiddleware(RequestDelegate next, ILogger<AccessLogMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<Unlogged>() is not null)
        {
            return next(context);
        }

        var started = Stopwatch.GetTimestamp();
        context.Response.OnCompleted(() =>
        {
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            ServiceLog.Request(logger, context.Request.Method, context.Request.Path, context.Response.StatusCode, milliseconds);
            return Task.CompletedTask;
        });
        return next(context);
    }
}
