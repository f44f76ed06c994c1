using System.Net;
using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery;

/// <summary>
/// A server of an API, and what it means when it does not answer as asked: the one place that knows status, content type and body.
/// </summary>
/// <param name="name">What a person calls it, such as <c>Prometheus</c> or <c>Argo CD</c>: its variables begin so.</param>
public sealed class ApiServer(string name, Uri address)
{
    private const string Html = "text/html";

    /// <summary>How much of a body is looked at for a message, in bytes.</summary>
    private const int LongestBody = 4096;

    /// <summary>What to set where the server does not know who asks, or what they may.</summary>
    public string LoginHint { get; init; } =
        $"set {SecretVariables.Of(name, "TOKEN")}, or {SecretVariables.Of(name, "USERNAME")} and {SecretVariables.Of(name, "PASSWORD")}; "
            + $"{SecretVariables.Of(name, "HEADERS")}='X-Scope-OrgID: team' for other headers";

    /// <summary>Its key under <c>servers</c> in the settings file.</summary>
    public string SettingsKey { get; init; } = string.Concat(name.Split(' ').Select(
        (word, at) => $"{(at == 0 ? char.ToLowerInvariant(word[0]) : word[0])}{word[1..].ToLowerInvariant()}"));

    /// <summary>Says that the server did not answer as it should.</summary>
    /// <param name="asked">The path that was asked for.</param>
    /// <param name="why">What came instead.</param>
    /// <param name="cause">The exception behind it, if any.</param>
    /// <param name="next">What fixes it; how to look at it when null.</param>
    public DeliveryException Failure(string asked, string why, Exception? cause = null, string? next = null) => new(
        $"{name} at {address} did not answer {asked}", why, next ?? $"{Look(asked)}; start {name} or fix the address", cause);

    /// <summary>What a login or a proxy before the server means by an answer; null where the answer is the server's own.</summary>
    public async Task<DeliveryException?> AccessFailureAsync(HttpResponseMessage answer, string asked, CancellationToken cancellationToken)
    {
        var isPage = answer.Content.Headers.ContentType?.MediaType == Html;
        var (why, next) = answer.StatusCode switch
        {
            _ when HttpRetry.IsLimited(answer) => ($"too many questions{Pause(answer)}", "wait, and run it again; or raise its limit"),
            HttpStatusCode.Unauthorized => ("it asks for credentials, or does not accept those that were sent", LoginHint),
            HttpStatusCode.Forbidden => ("these credentials are not allowed to ask this", $"{LoginHint}; or let them read"),
            _ when (int)answer.StatusCode is >= 300 and < 400 => (
                $"it redirects to {Untrusted.Shown($"{answer.Headers.Location}")}, which is not followed",
                "give the address that it redirects to"),
            HttpStatusCode.OK when isPage => (
                "a page in HTML, such as a login page, and not the API's JSON", $"{LoginHint}; {Look(asked)}"),
            _ => ((string?)null, (string?)null),
        };
        return why is null
            ? null
            : Failure(asked, $"it answered {(int)answer.StatusCode}: {why}{await WordsAsync(answer, cancellationToken)}", next: next);
    }

    /// <summary>An answer that the API does not give: another status, or no JSON.</summary>
    public async Task<DeliveryException> UnexpectedAsync(
        HttpResponseMessage answer, string asked, CancellationToken cancellationToken, Exception? cause = null)
    {
        var status = $"it answered {(int)answer.StatusCode}";
        return IsMissing(answer) ? Failure(
                asked,
                $"{status}: there is no such API at this address{await WordsAsync(answer, cancellationToken)}",
                new MissingApiException(),
                "fix the address (Mimir's ends in /prometheus), or name a server that has it: Thanos and VictoriaMetrics lack some; "
                    + Look(asked))
            : cause is not null
                ? Failure(asked, $"{status} with something that is not the API's JSON ({Untrusted.Shown(cause.Message)})", cause)
            : Failure(asked, $"{status} {answer.ReasonPhrase}{await WordsAsync(answer, cancellationToken)}");
    }

    /// <summary>What it means that no answer came.</summary>
    public DeliveryException NoAnswer(string asked, HttpRequestException exception) =>
        exception.HttpRequestError == HttpRequestError.SecureConnectionError
            ? Failure(
                asked,
                $"its certificate is not trusted here: {exception.InnerException?.Message ?? exception.Message}",
                exception,
                $"name the file of its CA with caFile under servers.{SettingsKey} in the settings file; "
                    + "fix the name in the address if the certificate is for another")
            : Failure(asked, exception.InnerException?.Message ?? exception.Message, exception);

    /// <summary>
    /// Whether the server does not have what was asked for: 404 with no JSON, or VictoriaMetrics' 400 for a path that it does not know.
    /// </summary>
    private static bool IsMissing(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType is null or Html or "text/plain"
        && answer.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.BadRequest or HttpStatusCode.MethodNotAllowed;

    private static string Pause(HttpResponseMessage answer) =>
        HttpRetry.RetryAfter(answer) is { } pause ? $"; it asks for a pause of {pause.TotalSeconds:0} s" : "";

    /// <summary>The server's own words, where they are text.</summary>
    internal static async Task<string> WordsAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        if (answer.Content.Headers.ContentType?.MediaType is null or Html)
        {
            return "";
        }

        // Not by the stream, which may have been read to its end already.
        var body = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
        var start = Encoding.UTF8.GetString(body, 0, Math.Min(body.Length, LongestBody));
        return start.Trim() is { Length: > 0 } words ? $" ({Untrusted.Shown(words)})" : "";
    }

    private string Look(string asked) => $"curl -s {new Uri(address, asked)} shows what answers there";
}

/// <summary>The server lacks an API that others of its kind have.</summary>
public sealed class MissingApiException : Exception;
