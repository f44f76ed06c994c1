using System.Diagnostics;

namespace GitOpsDemo.Api.RequestMetrics;

/// <summary>Counts and times each request, and allocates nothing for it.</summary>
internal sealed class RequestMetricsMiddleware(RequestDelegate next, HttpMetrics metrics)
{
    public async Task InvokeAsync(HttpContext context)
    {
        var series = context.GetEndpoint()?.Series() ?? metrics.Unmatched;
        var started = Stopwatch.GetTimestamp();
        try
        {
            await next(context);
        }
        catch when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            series.Record(context.Request.Method, context.Response.StatusCode, Stopwatch.GetElapsedTime(started));
        }
    }
}
