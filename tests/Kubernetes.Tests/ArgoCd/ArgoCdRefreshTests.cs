using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Kubernetes.ArgoCd;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

public sealed class ArgoCdRefreshTests
{
    private const string Secret = "canary secret";

    private static readonly HttpClient Http = new();
    private readonly RecordingLog _log = new();

    [Theory]
    [InlineData("https://gitea.example.com/team/gitops-demo.git")]
    [InlineData("ssh://git@gitea.example.com:2222/team/gitops-demo.git")]
    [InlineData("git@github.com:Team/Gitops-Demo.git")]
    [InlineData("https://gitlab.example.com/group/sub/gitops-demo")]
    public async Task A_signed_webhook_is_taken_and_proven_by_the_look_that_follows(string repoUrl)
    {
        await using var server = await ArgoCdServerStub.StartAsync(Secret, repoUrl);
        var application = new LiveApplication(repoUrl, () => server.Refreshes);

        var result = await Refresh(application, new WebhookOptions(server.Address, Secret)).RequestAsync(Push, default);

        Assert.Equal((RefreshTrigger.Webhook, 1), (result.Trigger, server.Refreshes));
        Assert.Equal(LiveApplication.Start, result.ReconciledBefore);
        Assert.Empty(application.Annotations);
        Assert.All(_log.Lines, line => Assert.DoesNotContain("canary", line));
    }

    [Theory]
    [InlineData("https://gitea.example.com/team/gitops-demo.git", "gogs")]
    [InlineData("https://github.com/team/gitops-demo.git", "github")]
    [InlineData("https://gitlab.com/team/gitops-demo.git", "gitlab")]
    public async Task A_wrong_secret_is_refused_and_the_annotation_serves(string repoUrl, string key)
    {
        await using var server = await ArgoCdServerStub.StartAsync(Secret, repoUrl);
        var application = new LiveApplication(repoUrl, () => server.Refreshes);

        var result = await Refresh(application, new WebhookOptions(server.Address, "another")).RequestAsync(Push, default);

        Assert.Equal((RefreshTrigger.Annotation, 0), (result.Trigger, server.Refreshes));
        Assert.Equal(["argocd.argoproj.io/refresh=normal"], application.Annotations);
        Assert.Contains(_log.Lines, line => line.Contains($"webhook.{key}.secret in argocd-secret"));
    }

    [Fact]
    public async Task A_flipped_bit_is_refused()
    {
        await using var server = await ArgoCdServerStub.StartAsync(Secret, "https://gitea.example.com/t/a");
        var message = new PushEvent(ForgeRepository.Find("https://gitea.example.com/t/a")!, "main", "a", "b", []).ToWebhook(Secret);

        foreach (var flipped in new[] { false, true })
        {
            using var post = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Address, "/api/webhook"));
            var body = message.Body.ToArray();
            body[^2] ^= flipped ? (byte)1 : (byte)0;
            post.Content = new ByteArrayContent(body);
            message.Headers.ToList().ForEach(header => post.Headers.Add(header.Key, header.Value));

            using var answer = await Http.SendAsync(post);

            Assert.Equal(flipped ? 400 : 200, (int)answer.StatusCode);
        }
    }

    [Fact]
    public async Task A_webhook_that_is_answered_with_200_but_matches_nothing_is_no_proof()
    {
        // Given an Application that clones by another host name than the one that the server matches
        await using var server = await ArgoCdServerStub.StartAsync(Secret, "https://git.internal/team/gitops-demo.git");
        var application = new LiveApplication("https://gitea.example.com/team/gitops-demo.git", () => server.Refreshes);

        var result = await Refresh(application, new WebhookOptions(server.Address, Secret)).RequestAsync(Push, default);

        Assert.Equal(RefreshTrigger.Annotation, result.Trigger);
    }

    [Fact]
    public async Task A_server_that_is_not_there_and_a_repository_without_a_forge_leave_the_annotation()
    {
        var options = new WebhookOptions(new Uri($"http://127.0.0.1:{FreePort.Next()}/argocd/"), Secret);

        var down = await Refresh(new LiveApplication("https://gitea.example.com/t/a", () => 0), options).RequestAsync(Push, default);
        var local = await Refresh(new LiveApplication("file:///srv/gitops.git", () => 0), options).RequestAsync(Push, default);
        var none = await Refresh(new LiveApplication("https://gitea.example.com/t/a", () => 0), null).RequestAsync(Push, default);

        Assert.All([down, local, none], result => Assert.Equal(RefreshTrigger.Annotation, result.Trigger));
        Assert.EndsWith("/argocd/api/webhook", options.Endpoint.AbsolutePath);
        Assert.Contains(_log.Lines, line => line.Contains("did not answer api/webhook"));
        Assert.Contains(_log.Lines, line => line.Contains("no forge serves"));
    }

    [Fact]
    public async Task Without_any_sign_of_life_it_says_so_and_leaves_it_to_polling()
    {
        var application = new LiveApplication("https://gitea.example.com/t/a", () => 0) { IsDead = true };

        var result = await Refresh(application, null).RequestAsync(Push, default);

        Assert.Equal(RefreshTrigger.Polling, result.Trigger);
        Assert.Contains(_log.Lines, line => line.Contains("does its controller run?"));
    }

    [Fact]
    public async Task An_application_that_Image_Updater_writes_too_is_warned_of()
    {
        var application = new LiveApplication("https://gitea.example.com/t/a", () => 0)
        {
            Annotation = "argocd-image-updater.argoproj.io/image-list",
        };

        await Refresh(application, null).RequestAsync(Push, default);

        Assert.Contains(_log.Lines, line => line.Contains("undoes a rollback"));
    }

    private static RefreshRequest Push => new("gitops-demo-dev", "main", "aaa", "bbb", ["k8s/overlays/dev/kustomization.yaml"]);

    private ArgoCdRefresh Refresh(LiveApplication application, WebhookOptions? webhook) =>
        new(application, Http, webhook, new Wait(_log, new HurryingTime()), _log);
}
