using System.Diagnostics;

namespace GitOpsDemo.Api.Logging;

/// <summary>Logs each request when its response is complete.</summary>
internal sealed partial class AccessLogMiddleware(RequestDelegate next, ILogger<AccessLogMiddleware> logger)
{
    public Task InvokeAsync(HttpContext context)
    {
        var started = Stopwatch.GetTimestamp();
        context.Response.OnCompleted(() =>
        {
            var milliseconds = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            LogRequest(logger, context.Request.Method, context.Request.Path, context.Response.StatusCode, milliseconds);
            return Task.CompletedTask;
        });
        return next(context);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {DurationMs} ms")]
    private static partial void LogRequest(ILogger logger, string method, string path, int status, double durationMs);
}
