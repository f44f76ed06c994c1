using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Polly;

namespace GitOpsDemo.Delivery.Monitoring;

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

    /// <summary>How long all the attempts at one answer may take.</summary>
    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    private static readonly ResiliencePipeline Retries =
        new HttpRetry(
            Retries: 2, FirstPause: TimeSpan.FromMilliseconds(100), LongestPause: TimeSpan.FromSeconds(5)).Pipeline(TimeProvider.System);

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
            using var answer = await Retries.ExecuteAsync(async token => await AskAsync(path, token), timeout.Token);
            return await ReadAsync(answer, asked, type, accepts ?? IsSuccess, timeout.Token);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.ConfigurationLimitExceeded)
        {
            throw Failure(asked, $"the answer is larger than {MaximumAnswer / (1024 * 1024)} MiB", exception);
        }
        catch (HttpRequestException exception) when (exception.HttpRequestError == HttpRequestError.SecureConnectionError)
        {
            throw Failure(
                asked, $"its certificate is not trusted here: {exception.InnerException?.Message ?? exception.Message}", exception,
                "SSL_CERT_FILE=<the file of its CA> ./build.sh … trusts it; fix the name in the address if the certificate is for another");
        }
        catch (HttpRequestException exception)
        {
            throw Failure(asked, exception.InnerException?.Message ?? exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(asked, $"no whole answer within {AnswerTimeout.TotalSeconds:0} s", exception);
        }
    }

    /// <summary>Says that the server did not answer as it should.</summary>
    public DeliveryException Failure(string asked, string why, Exception? cause = null, string? next = null) => new(
        $"{server} at {Address} did not answer {asked}",
        why,
        next ?? $"curl -s {new Uri(Address, asked)} shows what answers there; start {server} or fix the address",
        cause);

    /// <summary>What a door before the server means by its answer; null where the answer is the server's own.</summary>
    private DeliveryException? AtTheDoor(HttpResponseMessage answer, string asked)
    {
        var (name, isPage) = (server.ToUpperInvariant(), answer.Content.Headers.ContentType?.MediaType is "text/html");
        var show = $"set {name}_TOKEN, or {name}_USERNAME and {name}_PASSWORD; {name}_HEADERS='X-Scope-OrgID: team' for other headers";
        return answer.StatusCode switch
        {
            HttpStatusCode.Unauthorized =>
                Failure(asked, "it answered 401: it wants to be shown who asks, or does not know whom it was shown", next: show),
            HttpStatusCode.Forbidden => Failure(asked, "it answered 403: who asks may not ask this", next: $"{show}; or let them read"),
            HttpStatusCode.TooManyRequests => Failure(
                asked,
                $"it answered 429: too many questions{(HttpRetry.RetryAfter(answer) is { } pause ? $"; it asks for a pause of {pause.TotalSeconds:0} s" : "")}",
                next: "wait, and run it again; or raise its limit"),
            HttpStatusCode.NotFound when isPage || answer.Content.Headers.ContentType?.MediaType is "text/plain" => Failure(
                asked,
                "it answered 404: there is no such API at this address",
                next: $"fix the address: Mimir's ends in /prometheus; curl -s {new Uri(Address, asked)} shows what answers there"),
            _ when (int)answer.StatusCode is >= 300 and < 400 => Failure(
                asked,
                $"it redirects to {Untrusted.Shown($"{answer.Headers.Location}")}, which is not followed",
                next: "give the address that it redirects to"),
            HttpStatusCode.OK when isPage => Failure(
                asked,
                "it answered 200 with a page in HTML, such as one to log in with, and not with the API's JSON",
                next: $"{show}; curl -s {new Uri(Address, asked)} shows the page"),
            _ => null,
        };
    }

    /// <summary>One attempt at the whole answer.</summary>
    private async Task<HttpResponseMessage> AskAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await http.GetAsync(new Uri(path, UriKind.Relative), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        try
        {
            await answer.Content.LoadIntoBufferAsync(MaximumAnswer, cancellationToken);
            return answer;
        }
        catch
        {
            answer.Dispose();
            throw;
        }
    }

    private async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        string asked,
        JsonTypeInfo<T> type,
        Func<HttpStatusCode, bool> accepts,
        CancellationToken cancellationToken)
        where T : class
    {
        var status = $"it answered {(int)response.StatusCode}";
        if (AtTheDoor(response, asked) is { } closed)
        {
            throw closed;
        }

        if (!accepts(response.StatusCode))
        {
            throw Failure(asked, $"{status} {response.ReasonPhrase}");
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            var answer = await JsonSerializer.DeserializeAsync(
                body, type, cancellationToken) ?? throw Failure(asked, $"{status} with null");
            return !IsWhole(answer) ? throw Failure(asked, $"{status}, and a part of the answer is missing") : answer;
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            throw Failure(asked, $"{status} with something that is not the API's JSON ({Untrusted.Shown(exception.Message)})", exception);
        }
    }

    private static bool IsWhole(object? answer) => answer switch
    {
        null => false,
        IAnswer { IsWhole: false } => false,
        IReadOnlyList<object?> items => items.All(IsWhole),
        _ => true,
    };

    private static bool IsSuccess(HttpStatusCode status) => (int)status is >= 200 and < 300;
}

/// <summary>
/// An answer of which parts can be missing though its type does not say so: JSON puts null where a server left something out.
/// </summary>
internal interface IAnswer
{
    /// <summary>Whether everything is there that is used without asking.</summary>
    bool IsWhole { get; }
}
