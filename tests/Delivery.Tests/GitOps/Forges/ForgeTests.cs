using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.GitOps.Forges;

/// <summary>The published APIs of the three forges, played by a stub that keeps a pull request.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class ForgeTests : IAsyncLifetime
{
    private static readonly PullRequestText Text = PullRequestText.Of(
        "Promote",
        "main",
        "deploy/staging",
        new("staging", new("app", "registry/app", "1.3.0", "sha256:old"), new("app", "registry/app", "1.4.0", "sha256:new")),
        "in dev: 42 checks passed",
        "https://ci.example.com/7");

    private readonly ConcurrentQueue<(string Asked, JsonNode? Body)> _asked = new();
    private string _state = "";
    private bool _isOpen;
    private int _refusal;
    private bool _refusesLabels;
    private HttpStub _stub = null!;

    public async Task InitializeAsync() => _stub = await HttpStub.StartAsync(AnswerAsync);

    public async Task DisposeAsync() => await _stub.DisposeAsync();

    [Theory]
    [InlineData(ForgeKind.GitHub, "POST /api/v3/repos/team/deploy/pulls", "PATCH /api/v3/repos/team/deploy/pulls/7")]
    [InlineData(ForgeKind.Gitea, "POST /api/v1/repos/team/deploy/pulls", "PATCH /api/v1/repos/team/deploy/pulls/7")]
    [InlineData(
        ForgeKind.GitLab, "POST /api/v4/projects/team%2Fdeploy/merge_requests", "PUT /api/v4/projects/team%2Fdeploy/merge_requests/7")]
    public async Task A_pull_request_is_opened_once_with_label_and_proof_and_then_updated(
        ForgeKind kind, string opening, string update)
    {
        var forge = Forge(kind);

        var opened = await forge.OpenAsync(Text, default);
        _isOpen = true;
        var again = await forge.OpenAsync(Text, default);

        Assert.Equal((7, true), (opened.Number, opened.IsNew));
        Assert.Equal((7, false), (again.Number, again.IsNew));
        var said = _asked.Single(asked => asked.Asked == opening).Body!;
        Assert.Equal("Promote app 1.4.0 in staging", said["title"]!.ToString());
        var body = (said["body"] ?? said["description"])!.ToString();
        Assert.Contains("`sha256:new`", body, StringComparison.Ordinal);
        Assert.Contains("in dev: 42 checks passed", body, StringComparison.Ordinal);
        Assert.Contains("- registry/app:1.3.0@sha256:old\n+ registry/app:1.4.0@sha256:new", body, StringComparison.Ordinal);
        Assert.Single(_asked, asked => asked.Asked == update);
        Assert.Contains(
            _asked,
            asked => asked.Body?["labels"] is { } labels && labels.ToJsonString() is "[\"deployment\"]" or "\"deployment\"" or "[3]");
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, """{"state":"open","merged":false}""", PullRequestState.Open)]
    [InlineData(ForgeKind.GitHub, """{"state":"closed","merged":true}""", PullRequestState.Merged)]
    [InlineData(ForgeKind.GitHub, """{"state":"closed","merged":false}""", PullRequestState.Closed)]
    [InlineData(ForgeKind.Gitea, """{"state":"open","merged":false}""", PullRequestState.Open)]
    [InlineData(ForgeKind.Gitea, """{"state":"closed","merged":true}""", PullRequestState.Merged)]
    [InlineData(ForgeKind.Gitea, """{"state":"closed","merged":false}""", PullRequestState.Closed)]
    [InlineData(ForgeKind.GitLab, """{"state":"opened"}""", PullRequestState.Open)]
    [InlineData(ForgeKind.GitLab, """{"state":"merged"}""", PullRequestState.Merged)]
    [InlineData(ForgeKind.GitLab, """{"state":"closed"}""", PullRequestState.Closed)]
    public async Task What_has_become_of_it_is_read(ForgeKind kind, string answer, PullRequestState expected)
    {
        _state = answer;

        Assert.Equal(expected, await Forge(kind).StateAsync(7, default));
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, "POST /api/v3/repos/team/deploy/statuses/1a2b3c", "pending", "success", "failure")]
    [InlineData(ForgeKind.Gitea, "POST /api/v1/repos/team/deploy/statuses/1a2b3c", "pending", "success", "failure")]
    [InlineData(ForgeKind.GitLab, "POST /api/v4/projects/team%2Fdeploy/statuses/1a2b3c", "running", "success", "failed")]
    public async Task A_commit_gets_a_status(ForgeKind kind, string path, params string[] states)
    {
        foreach (var state in Enum.GetValues<CommitState>())
        {
            await Forge(kind).SetStatusAsync(
                "1a2b3c", new("gitops-demo/dev", state, "proven, 42 checks", "https://ci.example.com/7"), default);
        }

        Assert.All(_asked, asked => Assert.Equal(path, asked.Asked));
        Assert.Equal(states, _asked.Select(asked => asked.Body!["state"]!.ToString()));
        Assert.All(_asked, asked => Assert.Equal("gitops-demo/dev", (asked.Body!["context"] ?? asked.Body["name"])!.ToString()));
    }

    [Theory]
    [InlineData(ForgeKind.GitHub, 403, "give the token of GITOPS_TOKEN the right Pull requests: read and write (a classic token: repo)")]
    [InlineData(ForgeKind.Gitea, 404, "give the token of GITOPS_TOKEN the right write:repository")]
    [InlineData(ForgeKind.GitLab, 403, "give the token of GITOPS_TOKEN the right api, as a Developer of the project")]
    [InlineData(ForgeKind.GitHub, 401, "set GITOPS_TOKEN to a token that is valid")]
    public async Task A_token_that_lacks_a_right_is_said_with_the_right(ForgeKind kind, int status, string expected)
    {
        _refusal = status;

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Forge(kind).OpenAsync(Text, default));

        Assert.Equal(expected, failure.Next);
        Assert.DoesNotContain("t0ken", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        ForgeKind.GitHub, 403, "give the token of GITOPS_TOKEN the right Commit statuses: read and write (a classic token: repo:status)")]
    [InlineData(ForgeKind.Gitea, 403, "give the token of GITOPS_TOKEN the right write:repository")]
    [InlineData(ForgeKind.GitLab, 404, "give the token of GITOPS_TOKEN the right api, as a Developer of the project")]
    [InlineData(ForgeKind.GitLab, 401, "set GITOPS_TOKEN to a token that is valid")]
    [InlineData(ForgeKind.GitHub, 422, "fix what it names")]
    public async Task A_status_that_is_refused_is_said_with_the_right_that_it_takes(ForgeKind kind, int status, string expected)
    {
        _refusal = status;

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Forge(kind).SetStatusAsync("1a2b3c", new("gitops-demo/dev", CommitState.Success, "proven", null), default));

        Assert.Equal(expected, failure.Next);
    }

    [Fact]
    public async Task A_forge_with_a_private_CA_is_asked_where_the_settings_file_names_it_and_else_the_message_says_how()
    {
        using var certificates = new TestCertificates();
        await using var server = await HttpStub.StartTlsAsync(AnswerAsync, certificates.Server);
        var repository = new ForgeRepository(ForgeKind.Gitea, new(server.Address, "team/deploy"));
        var status = new CommitStatus("gitops-demo/dev", CommitState.Success, "proven", null);

        await repository.Forge("t0ken", "GITOPS_TOKEN", new(certificates.CaFile, null, null)).SetStatusAsync("1a2b3c", status, default);
        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => repository.Forge("t0ken", "GITOPS_TOKEN").SetStatusAsync("1a2b3c", status, default));

        Assert.Single(_asked);
        Assert.StartsWith(
            "name the file of its CA with caFile under servers.forge in the settings file", failure.Next, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(ForgeKind.GitHub)]
    [InlineData(ForgeKind.Gitea)]
    public async Task A_label_that_may_not_be_given_does_not_keep_the_pull_request_from_being_opened(ForgeKind kind)
    {
        _refusesLabels = true;

        var opened = await Forge(kind).OpenAsync(Text, default);

        Assert.True(opened.IsNew);
        Assert.Contains("the token lacks the right", opened.WithoutLabel, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_forge_that_is_away_is_said_and_one_without_https_is_not_shown_the_token()
    {
        var repository = new ForgeRepository(ForgeKind.Gitea, new($"http://127.0.0.1:{FreePort.Next()}/team/deploy"));
        var away = repository.Forge("t0ken", "GITOPS_TOKEN");
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => away.StateAsync(7, default));
        Assert.StartsWith("Gitea at http://127.0.0.1", failure.What, StringComparison.Ordinal);

        var plain = Assert.Throws<DeliveryException>(
            () => new ForgeRepository(ForgeKind.Gitea, new("http://git.example.com/team/deploy")).Forge("t0ken", "GITOPS_TOKEN"));
        Assert.Contains("in the clear", plain.Why, StringComparison.Ordinal);
    }

    private IForge Forge(ForgeKind kind) => new ForgeRepository(kind, new(_stub.Address, "team/deploy")).Forge("t0ken", "GITOPS_TOKEN");

    private async Task AnswerAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var text = await reader.ReadToEndAsync();
        var path = context.Request.Path.Value!;
        _asked.Enqueue(($"{context.Request.Method} {path}", text.Length == 0 ? null : JsonNode.Parse(text)));
        Assert.Equal("Bearer t0ken", context.Request.Headers.Authorization.ToString());
        var refusesLabel = _refusesLabels && path.EndsWith("/labels", StringComparison.Ordinal);
        context.Response.StatusCode = refusesLabel ? 403 : _refusal == 0 ? 200 : _refusal;
        context.Response.ContentType = "application/json";
        const string Known = """{"number":7,"iid":7,"html_url":"http://x/7","web_url":"http://x/7","head":{"ref":"deploy/staging"},"base":{"ref":"main"}}""";
        await context.Response.WriteAsync(
            _refusal != 0 ? """{"message":"no"}"""
            : _state.Length > 0 ? _state
            : path.EndsWith("/labels", StringComparison.Ordinal) ? context.Request.Method == "GET" ? "[]" : """{"id":3,"name":"deployment"}"""
            : context.Request.Method == "GET" ? _isOpen ? $"[{Known}]" : "[]"
            : Known);
    }
}
