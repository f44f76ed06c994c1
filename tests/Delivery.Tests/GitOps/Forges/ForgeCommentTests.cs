using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.GitOps.Forges;

/// <summary>The pull request of a commit, and what is said in it: the published APIs of the three forges, played by a stub.</summary>
public sealed class ForgeCommentTests : IAsyncLifetime
{
    private const string Own = "7";
    private const int PageSize = 100;

    private readonly List<string> _asked = [];
    private readonly List<JsonObject> _comments = [];
    private string _found = "[]";
    private int _status = 200;
    private HttpStub _stub = null!;

    public async Task InitializeAsync() => _stub = await HttpStub.StartAsync(AnswerAsync);

    public async Task DisposeAsync() => await _stub.DisposeAsync();

    [Theory]
    [InlineData(
        ForgeKind.GitHub, "/api/v3/repos/team/app/commits/abc/pulls",
        """[{"number":5,"html_url":"http://x/5","merge_commit_sha":"def"},{"number":7,"html_url":"http://x/7","merge_commit_sha":"abc"}]""")]
    [InlineData(
        ForgeKind.GitHub, "/api/v3/repos/team/app/commits/abc/pulls",
        """[{"number":5,"html_url":"http://x/5","head":{"sha":"def"}},{"number":7,"html_url":"http://x/7","head":{"sha":"abc"}}]""")]
    [InlineData(
        ForgeKind.GitLab, "/api/v4/projects/team%2Fapp/repository/commits/abc/merge_requests",
        """[{"iid":5,"web_url":"http://x/5","sha":"abc"},{"iid":7,"web_url":"http://x/7","squash_commit_sha":"abc"}]""")]
    [InlineData(ForgeKind.Gitea, "/api/v1/repos/team/app/commits/abc/pull", """{"number":7,"html_url":"http://x/7"}""")]
    public async Task The_pull_request_of_a_commit_is_the_one_that_was_merged_as_it_or_ends_with_it(
        ForgeKind kind, string path, string answer)
    {
        _found = answer;

        var found = await Forge(kind).OfCommitAsync("abc", default);

        Assert.Equal((7, "http://x/7"), (found!.Number, $"{found.Page}"));
        Assert.Equal([$"GET {path}"], _asked);
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, 200)]
    [InlineData(ForgeKind.GitLab, 200)]
    [InlineData(ForgeKind.Gitea, 404)]
    public async Task A_commit_may_belong_to_none(ForgeKind kind, int status)
    {
        _status = status;

        Assert.Null(await Forge(kind).OfCommitAsync("abc", default));
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, "/api/v3/repos/team/app/issues/7/comments", "PATCH /api/v3/repos/team/app/issues/comments/7")]
    [InlineData(ForgeKind.Gitea, "/api/v1/repos/team/app/issues/7/comments", "PATCH /api/v1/repos/team/app/issues/comments/7")]
    [InlineData(
        ForgeKind.GitLab,
        "/api/v4/projects/team%2Fapp/merge_requests/7/notes",
        "PUT /api/v4/projects/team%2Fapp/merge_requests/7/notes/7")]
    public async Task A_comment_is_written_once_and_then_anew(ForgeKind kind, string comments, string change)
    {
        // Given more comments than stand on a page, and one of another environment
        _comments.AddRange(Enumerable.Range(100, PageSize).Select(id => Comment($"{id}", "Looks good")));
        _comments.Add(Comment("300", new PullRequestComment("app/prod", "proven").Body));

        await Forge(kind).SayAsync(7, new("app/dev", "proven, 42 checks"), default);
        await Forge(kind).SayAsync(7, new("app/dev", "failed"), default);

        Assert.Equal($"POST {comments}", _asked[2]);
        Assert.Equal(change, _asked[^1]);
        var own = _comments.Single(comment => comment["id"]!.ToString() == Own);
        Assert.Equal("<!-- gitops-demo-build: app/dev -->\nfailed", own["body"]!.ToString());
        Assert.Equal(PageSize + 2, _comments.Count);
    }

    [Fact]
    public void A_comment_is_no_longer_than_a_forge_takes() =>
        Assert.Equal(65_536, new PullRequestComment("app/dev", new string('x', 100_000)).Body.Length);

    private static JsonObject Comment(string id, string body) => new() { ["id"] = int.Parse(id), ["body"] = body };

    private IForge Forge(ForgeKind kind) => new ForgeRepository(kind, new(_stub.Address, "team/app")).Forge("t0ken", "SOURCE_TOKEN");

    private async Task AnswerAsync(HttpContext context)
    {
        var (method, path) = (context.Request.Method, context.Request.Path.Value!);
        _asked.Add($"{method} {path}");
        context.Response.StatusCode = _status;
        if (method == "GET" && (path.EndsWith("/comments", StringComparison.Ordinal) || path.EndsWith("/notes", StringComparison.Ordinal)))
        {
            var page = int.Parse(context.Request.Query["page"].ToString());
            var shown = _comments.Skip((page - 1) * PageSize).Take(PageSize).Select(comment => comment.DeepClone());
            await context.Response.WriteAsync(new JsonArray([.. shown]).ToJsonString());
            return;
        }

        if (method != "GET")
        {
            using var reader = new StreamReader(context.Request.Body);
            var body = JsonNode.Parse(await reader.ReadToEndAsync())!["body"]!.ToString();
            _comments.RemoveAll(comment => comment["id"]!.ToString() == Own);
            _comments.Add(Comment(Own, body));
        }

        await context.Response.WriteAsync(method == "GET" ? _found : "{}");
    }
}
