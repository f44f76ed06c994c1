namespace GitOpsDemo.Api.Logging;

/// <summary>
/// Every event that the service logs. All in one class: the generator puts several classes out in an order that changes from one
/// compilation to the next, and with it the digest of the image.
/// </summary>
internal static partial class ServiceLog
{
    [LoggerMessage(Level = LogLevel.Information, Message = "Ready")]
    public static partial void Ready(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "Not ready any more: shutting down. Serving on for {Seconds} s")]
    public static partial void Ending(ILogger logger, double seconds);

    [LoggerMessage(Level = LogLevel.Information, Message = "Drained")]
    public static partial void Ended(ILogger logger);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Method} {Path} {Status} in {DurationMs} ms")]
    public static partial void Request(ILogger logger, string method, string path, int status, double durationMs);
}
