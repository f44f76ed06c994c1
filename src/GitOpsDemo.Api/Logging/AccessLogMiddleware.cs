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
            var request = context.Request;
            LogRequest(logger, request.Method, request.Path, context.Response.StatusCode, Stopwatch.GetElapsedTime(started).TotalMilliseconds);
            return Task.CompletedTask;
        });
        return next(context);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {DurationMs} ms")]
    private static partial void LogRequest(ILogger logger, string method, string path, int status, double durationMs);
}
