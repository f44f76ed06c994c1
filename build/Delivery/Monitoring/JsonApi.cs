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

    private readonly ApiServer _server = new(server, http.BaseAddress!);

    public Uri Address => http.BaseAddress!;

    /// <summary>Asks, and reads the answer.</summary>
    /// <param name="path">Relative to the address, with its query.</param>
    /// <param name="type">What the answer is.</param>
    /// <param name="accepts">Which statuses come with an answer of that type; a success when not said.</param>
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
        catch (HttpRequestException exception)
        {
            throw _server.NoAnswer(asked, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Failure(asked, $"no whole answer within {AnswerTimeout.TotalSeconds:0} s", exception);
        }
    }

    /// <inheritdoc cref="ApiServer.Failure"/>
    public DeliveryException Failure(string asked, string why, Exception? cause = null) => _server.Failure(asked, why, cause);

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
        if (await _server.AccessFailureAsync(response, asked, cancellationToken) is { } closed)
        {
            throw closed;
        }

        if (!accepts(response.StatusCode))
        {
            throw await _server.UnexpectedAsync(response, asked, cancellationToken);
        }

        await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
        try
        {
            var answer = await JsonSerializer.DeserializeAsync(body, type, cancellationToken);
            return answer is null ? throw Failure(asked, $"it answered {(int)response.StatusCode} with null")
                : !IsWhole(answer) ? throw Failure(asked, $"it answered {(int)response.StatusCode}, and a part of the answer is missing")
                : answer;
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            throw await _server.UnexpectedAsync(response, asked, cancellationToken, exception);
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
