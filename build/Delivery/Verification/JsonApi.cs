using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GitOpsDemo.Delivery.Verification;

/// <summary>
/// Asks an HTTP API that answers in JSON. Everything it asks changes nothing, so that it may be asked again: what is transient is ridden
/// out. Answers are bounded in time and size.
/// </summary>
/// <param name="http">Its base address is that of the server.</param>
/// <param name="server">What a person calls it, such as <c>Prometheus</c>.</param>
internal sealed class JsonApi(HttpClient http, string server)
{
    /// <summary>The largest answer that is read, in bytes: of rules and targets in the thousands a few MiB are known.</summary>
    private const int MaximumAnswer = 32 * 1024 * 1024;

    /// <summary>How often a question is asked before a failure counts.</summary>
    private const int Attempts = 3;

    /// <summary>How long all the attempts at one answer may take.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The pause before the second attempt; it doubles. Up to as much again is added by chance.</summary>
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest pause that a server may ask for: a longer one is a failure.</summary>
    private static readonly TimeSpan LongestPatience = TimeSpan.FromSeconds(5);

    /// <summary>Where the server is.</summary>
    public Uri Address => http.BaseAddress!;

    /// <summary>Asks, and reads the answer.</summary>
    /// <param name="path">Relative to the address, with its query.</param>
    /// <param name="type">What the answer is.</param>
    /// <param name="accepts">Which statuses come with an answer of that type; a success when not said.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">There is no such answer, even after some attempts.</exception>
    public async Task<T> GetAsync<T>(
        string path, JsonTypeInfo<T> type, CancellationToken cancellationToken, Func<HttpStatusCode, bool>? accepts = null)
        where T : class
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AnswerTimeout);
        var asked = path.Split('?')[0];
        try
        {
            for (var attempt = 1; ; attempt++)
            {
                try
                {
                    return await AskAsync(path, asked, type, accepts ?? IsSuccess, isLast: attempt == Attempts, timeout.Token);
                }
                catch (Exception exception) when (attempt < Attempts && IsTransient(exception))
                {
                    await Task.Delay(PauseAfter(exception, attempt), timeout.Token);
                }
            }
        }
        catch (HttpRequestException exception)
        {
            throw Failure(asked, exception.InnerException?.Message ?? exception.Message, exception);
        }
        catch (IOException exception)
        {
            throw Failure(asked, exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(asked, $"no whole answer within {AnswerTimeout.TotalSeconds:0} s", exception);
        }
    }

    /// <summary>Says that the server did not answer as it should.</summary>
    public DeliveryException Failure(string asked, string why, Exception? cause = null) => new(
        $"{server} at {Address} did not answer {asked}",
        why,
        $"curl -s {new Uri(Address, asked)} shows what answers there; start {server} or mend the address",
        cause);

    private async Task<T> AskAsync<T>(
        string path, string asked, JsonTypeInfo<T> type, Func<HttpStatusCode, bool> accepts, bool isLast, CancellationToken cancellationToken)
        where T : class
    {
        using var response = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        var status = $"it answered {(int)response.StatusCode}";
        if (!isLast && IsOverloaded(response.StatusCode))
        {
            throw new OverloadedException(status, response.Headers.RetryAfter?.Delta);
        }

        if (!accepts(response.StatusCode))
        {
            throw Failure(asked, $"{status} {response.ReasonPhrase}");
        }

        await using var body = new BoundedStream(await response.Content.ReadAsStreamAsync(cancellationToken), MaximumAnswer);
        try
        {
            var answer = await JsonSerializer.DeserializeAsync(body, type, cancellationToken) ?? throw Failure(asked, $"{status} with null");
            return !IsWhole(answer) ? throw Failure(asked, $"{status}, and a part of the answer is missing") : answer;
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            throw Failure(asked, $"{status} with something that is not the API's JSON ({Untrusted.Shown(exception.Message)})", exception);
        }
    }

    private static TimeSpan PauseAfter(Exception exception, int attempt)
    {
        var pause = FirstPause * (1 << (attempt - 1)) * (1 + Random.Shared.NextDouble());
        var asked = (exception as OverloadedException)?.Patience ?? TimeSpan.Zero;
        return asked > pause ? asked : pause;
    }

    private static bool IsWhole(object? answer) => answer switch
    {
        null => false,
        IAnswer { IsWhole: false } => false,
        IReadOnlyList<object?> items => items.All(IsWhole),
        _ => true,
    };

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and < 300;

    private static bool IsOverloaded(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.BadGateway or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout;

    /// <summary>A connection that was refused, reset or cut, and a server that asks for patience. An answer that is too large stays so.</summary>
    private static bool IsTransient(Exception exception) => exception switch
    {
        OverloadedException { Patience: { } asked } => asked <= LongestPatience,
        HttpRequestException or HttpIOException or IOException { InnerException: not null } => true,
        _ => false,
    };
}
