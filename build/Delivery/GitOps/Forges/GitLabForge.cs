using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.GitOps.Forges;

/// <summary>GitLab, by its REST API (<see href="https://docs.gitlab.com/api/merge_requests/"/>).</summary>
/// <param name="repository">The path of the project.</param>
internal sealed class GitLabForge(ForgeApi api, string repository) : IForge
{
    private const string Right = "api, as a Developer of the project";

    private readonly string _project = $"projects/{Uri.EscapeDataString(repository)}";

    public async Task<PullRequest> OpenAsync(PullRequestText text, CancellationToken cancellationToken)
    {
        var (branch, into) = (Uri.EscapeDataString(text.Branch), Uri.EscapeDataString(text.Into));
        var open = await api.ListAsync(
            $"{_project}/merge_requests?state=opened&source_branch={branch}&target_branch={into}", Right, cancellationToken);
        var said = new JsonObject { ["title"] = text.Title, ["description"] = text.Body };
        if (open is [var known, ..])
        {
            return (await api.SendAsync(HttpMethod.Put, $"{_project}/merge_requests/{known.Text("iid")}", said, Right, cancellationToken))
                .PullRequest("iid", "web_url", isNew: false);
        }

        said["source_branch"] = text.Branch;
        said["target_branch"] = text.Into;
        said["labels"] = PullRequestText.Label;
        return (await api.SendAsync(HttpMethod.Post, $"{_project}/merge_requests", said, Right, cancellationToken))
            .PullRequest("iid", "web_url", isNew: true);
    }

    public async Task<PullRequestState> StateAsync(int number, CancellationToken cancellationToken) =>
        (await api.SendAsync(HttpMethod.Get, $"{_project}/merge_requests/{number}", null, Right, cancellationToken)).Text("state") switch
        {
            "merged" => PullRequestState.Merged,
            "closed" => PullRequestState.Closed,
            _ => PullRequestState.Open,
        };

    public async Task<PullRequest?> OfCommitAsync(string commit, CancellationToken cancellationToken)
    {
        var known = await api.ListAsync($"{_project}/repository/commits/{commit}/merge_requests", Right, cancellationToken);
        return known.OrderByDescending(each => commit == each.Text("merge_commit_sha") || commit == each.Text("squash_commit_sha"))
            .ThenByDescending(each => each.Text("sha") == commit)
            .FirstOrDefault()?
            .PullRequest("iid", "web_url", isNew: false);
    }

    public Task SayAsync(int number, PullRequestComment comment, CancellationToken cancellationToken)
    {
        var notes = $"{_project}/merge_requests/{number}/notes";
        return api.SayAsync(notes, notes, HttpMethod.Put, comment, Right, cancellationToken);
    }

    public Task SetStatusAsync(string commit, CommitStatus status, CancellationToken cancellationToken) => api.SendAsync(
        HttpMethod.Post,
        $"{_project}/statuses/{commit}",
        new()
        {
            ["state"] = status.State switch { CommitState.Pending => "running", CommitState.Success => "success", _ => "failed" },
            ["name"] = status.Context,
            ["description"] = status.Description,
            ["target_url"] = status.Page,
        },
        Right,
        cancellationToken);
}
