using System.Globalization;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.GitOps.Forges;

/// <summary>Gitea and Forgejo, by the API that both publish at <c>/swagger.v1.json</c>.</summary>
/// <param name="repository">Owner and name.</param>
internal sealed class GiteaForge(ForgeApi api, string repository) : IForge
{
    private const string Repository = "write:repository";
    private const string Issue = "write:issue and write:repository";
    private const string LabelColour = "#1d76db";

    public async Task<PullRequest> OpenAsync(PullRequestText text, CancellationToken cancellationToken)
    {
        var said = new JsonObject { ["title"] = text.Title, ["body"] = text.Body };
        var open = await api.ListAsync($"repos/{repository}/pulls?state=open&sort=recentupdate&limit=50", Repository, cancellationToken);
        if (open.FirstOrDefault(known => known.Text("head", "ref") == text.Branch && known.Text("base", "ref") == text.Into) is { } found)
        {
            var path = $"repos/{repository}/pulls/{found.Text("number")}";
            return (await api.SendAsync(HttpMethod.Patch, path, said, Repository, cancellationToken))
                .PullRequest("number", "html_url", isNew: false);
        }

        said["head"] = text.Branch;
        said["base"] = text.Into;
        string? withoutLabel = null;
        try
        {
            said["labels"] = new JsonArray(await LabelAsync(cancellationToken));
        }
        catch (DeliveryException exception)
        {
            withoutLabel = exception.Message;
        }

        return (await api.SendAsync(HttpMethod.Post, $"repos/{repository}/pulls", said, Repository, cancellationToken))
            .PullRequest("number", "html_url", isNew: true) with
        { WithoutLabel = withoutLabel };
    }

    public async Task<PullRequestState> StateAsync(int number, CancellationToken cancellationToken)
    {
        var found = await api.SendAsync(HttpMethod.Get, $"repos/{repository}/pulls/{number}", null, Repository, cancellationToken);
        return found.Text("merged") == "true" ? PullRequestState.Merged
            : found.Text("state") == "open" ? PullRequestState.Open
            : PullRequestState.Closed;
    }

    public async Task<PullRequest?> OfCommitAsync(string commit, CancellationToken cancellationToken)
    {
        try
        {
            var found = await api.SendAsync(
                HttpMethod.Get, $"repos/{repository}/commits/{commit}/pull", null, Repository, cancellationToken);
            return found.PullRequest("number", "html_url", isNew: false);
        }
        catch (DeliveryException exception) when (exception.InnerException is MissingApiException)
        {
            return null;
        }
    }

    public Task SayAsync(int number, PullRequestComment comment, CancellationToken cancellationToken) => api.SayAsync(
        $"repos/{repository}/issues/{number}/comments",
        $"repos/{repository}/issues/comments",
        HttpMethod.Patch,
        comment,
        Issue,
        cancellationToken);

    public Task SetStatusAsync(string commit, CommitStatus status, CancellationToken cancellationToken) =>
        api.SetStatusAsync($"repos/{repository}/statuses/{commit}", status, Repository, cancellationToken);

    /// <summary>The API takes the number of the label, which is created when it is missing.</summary>
    private async Task<int> LabelAsync(CancellationToken cancellationToken)
    {
        var known = await api.ListAsync($"repos/{repository}/labels?limit=50", Issue, cancellationToken);
        var label = known.FirstOrDefault(label => label.Text("name") == PullRequestText.Label) ?? await api.SendAsync(
            HttpMethod.Post,
            $"repos/{repository}/labels",
            new() { ["name"] = PullRequestText.Label, ["color"] = LabelColour },
            Issue,
            cancellationToken);
        return int.TryParse(label.Text("id"), CultureInfo.InvariantCulture, out var id) ? id : throw new DeliveryException(
            $"the label {PullRequestText.Label} can't be used", "the forge's answer has no id for it", "create it by hand");
    }
}
