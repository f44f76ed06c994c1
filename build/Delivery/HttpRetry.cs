using System.Net;
using Polly;
using Polly.Retry;

namespace GitOpsDemo.Delivery;

/// <summary>How HTTP requests are retried: the one place that decides which failures are transient.</summary>
/// <param name="Retries">How often. 0 for not at all.</param>
/// <param name="FirstPause">The pause before the first retry; it doubles, with jitter.</param>
/// <param name="LongestPause">The longest pause, also where a server asks for a longer one (<c>Retry-After</c>).</param>
internal sealed record HttpRetry(int Retries, TimeSpan FirstPause, TimeSpan LongestPause)
{
    /// <summary>
    /// Repeats what ends in a transient exception or, where it gives an <see cref="HttpResponseMessage"/>, in a transient status. The last
    /// answer is given as it is.
    /// </summary>
    /// <param name="time">Measures the pauses.</param>
    /// <param name="log">Logs each pause.</param>
    public ResiliencePipeline Pipeline(TimeProvider time, IDeliveryLog? log = null) => Retries == 0
        ? ResiliencePipeline.Empty
        : new ResiliencePipelineBuilder { TimeProvider = time }
            .AddRetry(new RetryStrategyOptions
            {
                ShouldHandle = retry => ValueTask.FromResult(IsTransient(retry.Outcome)),
                MaxRetryAttempts = Retries,
                BackoffType = DelayBackoffType.Exponential,
                UseJitter = true,
                Delay = FirstPause,
                MaxDelay = LongestPause,
                DelayGenerator = retry => ValueTask.FromResult(AskedPause(retry.Outcome)),
                OnRetry = retry =>
                {
                    log?.Detail($"again in {retry.RetryDelay.TotalSeconds:0.0} s: {Why(retry.Outcome)}");
                    return ValueTask.CompletedTask;
                },
            })
            .Build();

    /// <summary>A server that has too much to do, or an error of its own.</summary>
    public static bool IsTransient(HttpStatusCode status) => status
        is HttpStatusCode.RequestTimeout or HttpStatusCode.TooManyRequests
        or HttpStatusCode.InternalServerError or HttpStatusCode.BadGateway
        or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>
    /// Whether a server was asked too much: it says so by 429, and GitHub by 403 too
    /// (<see href="https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api"/>).
    /// </summary>
    public static bool IsLimited(HttpResponseMessage answer) => answer.StatusCode is HttpStatusCode.TooManyRequests
        || (answer.StatusCode is HttpStatusCode.Forbidden && (answer.Headers.RetryAfter is not null || HasNoQuestionsLeft(answer)));

    /// <summary>How long a server asks to be left alone, if it says.</summary>
    public static TimeSpan? RetryAfter(HttpResponseMessage answer) => answer.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } when answer.Headers.Date is { } now => date - now,
        _ => null,
    };

    /// <summary>A connection that was refused, reset or cut: not one that can't be trusted, nor an answer that is too large.</summary>
    private static bool IsTransient(Exception exception) => exception
        is TransientHttpException
        or HttpRequestException
        {
            HttpRequestError: not (HttpRequestError.SecureConnectionError or HttpRequestError.ConfigurationLimitExceeded),
        };

    private static bool HasNoQuestionsLeft(HttpResponseMessage answer) =>
        answer.Headers.TryGetValues("X-RateLimit-Remaining", out var left) && left.SequenceEqual(["0"]);

    private static string Why(Outcome<object> outcome) =>
        outcome.Exception is { } exception ? exception.Message : $"it answered {(int)((HttpResponseMessage)outcome.Result!).StatusCode}";

    private static bool IsTransient(Outcome<object> outcome) =>
        outcome.Exception is { } exception ? IsTransient(exception) : outcome.Result is HttpResponseMessage answer && IsTransient(
            answer.StatusCode);

    /// <summary>What the server asks for, within bounds; null leaves the pause to the back-off.</summary>
    private TimeSpan? AskedPause(Outcome<object> outcome)
    {
        var asked = outcome.Result is HttpResponseMessage answer
            ? RetryAfter(answer)
            : (outcome.Exception as TransientHttpException)?.RetryAfter;
        return asked is { Ticks: var ticks } ? TimeSpan.FromTicks(Math.Clamp(ticks, 0, LongestPause.Ticks)) : null;
    }
}

/// <summary>A server failed in a way that may pass: a broken or silent connection, too many requests, an error of its own.</summary>
internal sealed class TransientHttpException(
    string message, TimeSpan? retryAfter = null, Exception? cause = null) : Exception(message, cause)
{
    /// <summary>How long the server asks to be left alone, if it says.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>What a person does when it does not pass; null where only the server can.</summary>
    public string? Next { get; init; }
}
