using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.GitOps.Forges;

/// <summary>GitHub, by its REST API (<see href="https://docs.github.com/rest"/>).</summary>
/// <param name="repository">Owner and name.</param>
internal sealed class GitHubForge(ForgeApi api, string repository) : IForge
{
    private const string PullRequests = "Pull requests: read and write (a classic token: repo)";
    private const string Statuses = "Commit statuses: read and write (a classic token: repo:status)";

    public async Task<PullRequest> OpenAsync(PullRequestText text, CancellationToken cancellationToken)
    {
        var (head, into) = (Uri.EscapeDataString($"{repository.Split('/')[0]}:{text.Branch}"), Uri.EscapeDataString(text.Into));
        var open = await api.ListAsync($"repos/{repository}/pulls?state=open&head={head}&base={into}", PullRequests, cancellationToken);
        var said = new JsonObject { ["title"] = text.Title, ["body"] = text.Body };
        if (open is [var known, ..])
        {
            var number = known.Text("number");
            return (await api.SendAsync(HttpMethod.Patch, $"repos/{repository}/pulls/{number}", said, PullRequests, cancellationToken))
                .PullRequest("number", "html_url", isNew: false);
        }

        said["head"] = text.Branch;
        said["base"] = text.Into;
        var opened = (await api.SendAsync(HttpMethod.Post, $"repos/{repository}/pulls", said, PullRequests, cancellationToken))
            .PullRequest("number", "html_url", isNew: true);
        return opened with { WithoutLabel = await TryLabelAsync(opened, cancellationToken) };
    }

    public async Task<PullRequestState> StateAsync(int number, CancellationToken cancellationToken)
    {
        var found = await api.SendAsync(HttpMethod.Get, $"repos/{repository}/pulls/{number}", null, PullRequests, cancellationToken);
        return found.Text("merged") == "true" ? PullRequestState.Merged
            : found.Text("state") == "open" ? PullRequestState.Open
            : PullRequestState.Closed;
    }

    public async Task<PullRequest?> OfCommitAsync(string commit, CancellationToken cancellationToken)
    {
        var known = await api.ListAsync($"repos/{repository}/commits/{commit}/pulls", PullRequests, cancellationToken);
        return known.OrderByDescending(each => each.Text("merge_commit_sha") == commit)
            .ThenByDescending(each => each.Text("head", "sha") == commit)
            .FirstOrDefault()?
            .PullRequest("number", "html_url", isNew: false);
    }

    public Task SayAsync(int number, PullRequestComment comment, CancellationToken cancellationToken) => api.SayAsync(
        $"repos/{repository}/issues/{number}/comments",
        $"repos/{repository}/issues/comments",
        HttpMethod.Patch,
        comment,
        PullRequests,
        cancellationToken);

    public Task SetStatusAsync(string commit, CommitStatus status, CancellationToken cancellationToken) =>
        api.SetStatusAsync($"repos/{repository}/statuses/{commit}", status, Statuses, cancellationToken);

    /// <returns>Why it has none; null when it has.</returns>
    private async Task<string?> TryLabelAsync(PullRequest opened, CancellationToken cancellationToken)
    {
        try
        {
            var labels = new JsonObject { ["labels"] = new JsonArray(PullRequestText.Label) };
            var path = $"repos/{repository}/issues/{opened.Number}/labels";
            await api.SendAsync(HttpMethod.Post, path, labels, PullRequests, cancellationToken);
            return null;
        }
        catch (DeliveryException exception)
        {
            return exception.Message;
        }
    }
}
