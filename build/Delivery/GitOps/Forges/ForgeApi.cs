using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.GitOps.Forges;

/// <summary>Asks a forge's API, with a token that goes to no other origin.</summary>
/// <param name="http">Its base address is that of the API, with a slash at its end.</param>
/// <param name="name">What a person calls the forge.</param>
/// <param name="variable">The environment variable that has the token.</param>
internal sealed class ForgeApi(HttpClient http, string name, string variable)
{
    private const int LargestAnswer = 4 * 1024 * 1024;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(15);

    /// <summary>Asks, and reads the answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Relative to the API's address.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="right">The right that the token needs, as the forge calls it.</param>
    /// <param name="cancellationToken">Ends it at once.</param>
    /// <exception cref="DeliveryException">The forge is away or refuses.</exception>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, JsonObject? body, string right, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTime);
        var asked = $"{method} {path.Split('?')[0]}";
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));

            // GitHub refuses who does not say who asks.
            request.Headers.Add("User-Agent", "gitops-demo-build");
            request.Headers.Add("Accept", "application/json");
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await answer.Content.LoadIntoBufferAsync(LargestAnswer, limit.Token);
            var text = await answer.Content.ReadAsStringAsync(limit.Token);
            return answer.IsSuccessStatusCode
                ? ForeignJson.Read(text, $"the answer of {name} to {asked}", "check what answers at that address")
                : throw Refused(answer.StatusCode, asked, text, right);
        }
        catch (HttpRequestException exception)
        {
            var why = exception.InnerException?.Message ?? exception.Message;
            throw exception.HttpRequestError == HttpRequestError.SecureConnectionError
                ? new DeliveryException(
                    $"{name} did not answer {asked}",
                    $"its certificate is not trusted here: {why}",
                    "name the file of its CA with caFile under servers.forge in the settings file",
                    exception)
                : Away(asked, why, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away(asked, $"no answer within {StepProgress.Seconds(AnswerTime)}", exception);
        }
    }

    /// <summary>An answer that is a list.</summary>
    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path, string right, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, path, null, right, cancellationToken) is JsonArray list
            ? [.. list.OfType<JsonNode>()]
            : throw Away($"GET {path.Split('?')[0]}", "the answer is not a list", null);

    /// <summary>A forge hides from a token what that may not see: it is as if it were not there.</summary>
    private DeliveryException Refused(HttpStatusCode status, string asked, string text, string right)
    {
        var said = Untrusted.Shown(text);
        return status switch
        {
            HttpStatusCode.Unauthorized => new(
                $"{name} refuses {asked}",
                $"it does not know the token (401): {said}",
                $"set {variable} to a token that is valid"),
            HttpStatusCode.Forbidden or HttpStatusCode.NotFound => new(
                $"{name} refuses {asked}",
                $"the token lacks the right, or there is no such repository ({(int)status}): {said}",
                $"give the token of {variable} the right {right}"),
            _ => new($"{name} refuses {asked}", $"it answered {(int)status}: {said}", "fix what it names"),
        };
    }

    private DeliveryException Away(string asked, string why, Exception? cause) =>
        new($"{name} did not answer {asked}", why, $"check whether {http.BaseAddress} answers this computer", cause);
}

/// <summary>What forges answer.</summary>
internal static class ForgeAnswer
{
    /// <summary>A pull request, by the names that its number and page have.</summary>
    /// <exception cref="DeliveryException">It has neither.</exception>
    public static PullRequest PullRequest(this JsonNode node, string number, string page, bool isNew) =>
        int.TryParse(node.Text(number), out var id) && Uri.TryCreate(node.Text(page), UriKind.Absolute, out var address)
            ? new(id, address, isNew)
            : throw new DeliveryException(
                "the pull request can't be read", "the forge's answer has no number or no page", "look in the forge whether it is open");
}
