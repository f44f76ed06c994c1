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
    /// <summary>The most that the forges put on a page.</summary>
    private const int PageSize = 100;

    private const int MostPages = 20;
    private const int LargestAnswer = 4 * 1024 * 1024;

    private static readonly TimeSpan AnswerTime = TimeSpan.FromSeconds(15);

    private readonly ApiServer _server = new(name, http.BaseAddress!)
    {
        LoginHint = $"set {variable} to a token that is valid",
        SettingsKey = "forge",
    };

    /// <summary>Asks, and reads the answer.</summary>
    /// <param name="path">Relative to the API's address.</param>
    /// <param name="body">What is sent; null for nothing.</param>
    /// <param name="right">The right that the token needs, as the forge calls it.</param>
    /// <exception cref="DeliveryException">The forge is away or refuses.</exception>
    public async Task<JsonNode> SendAsync(
        HttpMethod method, string path, JsonObject? body, string right, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(AnswerTime);
        var asked = path.Split('?')[0];
        try
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));

            // GitHub refuses who does not say who asks.
            request.Headers.Add("User-Agent", "gitops-demo-build");
            request.Headers.Add("Accept", "application/json");
            request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
            using var answer = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit.Token);
            await answer.Content.LoadIntoBufferAsync(LargestAnswer, limit.Token);
            return await RefusalAsync(answer, asked, right, limit.Token) is { } refusal
                ? throw refusal
                : ForeignJson.Read(
                    await answer.Content.ReadAsStringAsync(limit.Token),
                    $"the answer of {name} to {asked}",
                    "check what answers at that address");
        }
        catch (HttpRequestException exception)
        {
            throw exception.HttpRequestError == HttpRequestError.SecureConnectionError
                ? _server.NoAnswer(asked, exception)
                : Away(asked, exception.InnerException?.Message ?? exception.Message, exception);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw Away(asked, $"no answer within {StepProgress.Seconds(AnswerTime)}", exception);
        }
    }

    public async Task<IReadOnlyList<JsonNode>> ListAsync(string path, string right, CancellationToken cancellationToken) =>
        await SendAsync(HttpMethod.Get, path, null, right, cancellationToken) is JsonArray list
            ? [.. list.OfType<JsonNode>()]
            : throw Away(path.Split('?')[0], "the answer is not a list", null);

    /// <summary>Writes a comment, or writes the one anew that begins with the same mark.</summary>
    /// <param name="comments">The path of all of them.</param>
    /// <param name="one">The path of one, without its id.</param>
    /// <param name="change">The method that changes it.</param>
    /// <param name="comment">What is said.</param>
    /// <param name="right">The right that the token needs.</param>
    public async Task SayAsync(
        string comments, string one, HttpMethod change, PullRequestComment comment, string right, CancellationToken cancellationToken)
    {
        var said = new JsonObject { ["body"] = comment.Body };
        await (await FindAsync(comments, comment.Mark, right, cancellationToken) is { } id
            ? SendAsync(change, $"{one}/{id}", said, right, cancellationToken)
            : SendAsync(HttpMethod.Post, comments, said, right, cancellationToken));
    }

    /// <summary>Sets the status of a commit, in the words of GitHub and Gitea.</summary>
    /// <param name="path">The path of the commit's statuses.</param>
    /// <param name="right">The right that the token needs.</param>
    public Task SetStatusAsync(string path, CommitStatus status, string right, CancellationToken cancellationToken) => SendAsync(
        HttpMethod.Post,
        path,
        new()
        {
            ["state"] = status.State.ToString().ToLowerInvariant(),
            ["context"] = status.Context,
            ["description"] = status.Description,
            ["target_url"] = status.Page,
        },
        right,
        cancellationToken);

    private async Task<string?> FindAsync(string comments, string mark, string right, CancellationToken cancellationToken)
    {
        for (var page = 1; page <= MostPages; page++)
        {
            var some = await ListAsync($"{comments}?per_page={PageSize}&page={page}", right, cancellationToken);
            var found = some.FirstOrDefault(comment => comment.Text("body")?.StartsWith(mark, StringComparison.Ordinal) == true);
            if (found is not null || some.Count < PageSize)
            {
                return found.Text("id");
            }
        }

        return null;
    }

    /// <summary>Why the forge does not do it; null where it does. What a token may not see is as if it were not there.</summary>
    private async Task<DeliveryException?> RefusalAsync(
        HttpResponseMessage answer, string asked, string right, CancellationToken cancellationToken)
    {
        if (answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.NotFound && !HttpRetry.IsLimited(answer))
        {
            return await FailureAsync(
                "the token lacks the right, or there is no such repository", $"give the token of {variable} the right {right}");
        }

        return await _server.AccessFailureAsync(answer, asked, cancellationToken)
            ?? (answer.IsSuccessStatusCode ? null : await FailureAsync(
                $"{answer.ReasonPhrase}", (int)answer.StatusCode >= 500 ? "run it again when the forge is well" : "fix what it names"));

        async Task<DeliveryException> FailureAsync(string why, string next) => _server.Failure(
            asked,
            $"it answered {(int)answer.StatusCode}: {why}{await ApiServer.WordsAsync(answer, cancellationToken)}",
            answer.StatusCode is HttpStatusCode.NotFound ? new MissingApiException() : null,
            next);
    }

    private DeliveryException Away(string asked, string why, Exception? cause) =>
        _server.Failure(asked, why, cause, $"check whether {http.BaseAddress} answers this computer");
}

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
