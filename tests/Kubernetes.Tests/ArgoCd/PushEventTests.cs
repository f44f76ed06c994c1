using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Kubernetes.ArgoCd;

namespace GitOpsDemo.Kubernetes.Tests.ArgoCd;

public sealed class PushEventTests
{
    /// <summary>The vector that GitHub publishes ("Validating webhook deliveries"); the older SHA-1 one is openssl's of the same.</summary>
    [Fact]
    public void GitHub_s_published_vector_comes_out() => Assert.Equal(
        [
            "X-Hub-Signature-256: sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17",
            "X-Hub-Signature: sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59",
        ],
        Signed(ForgeKind.GitHub, "Hello, World!", "It's a Secret to Everybody"));

    /// <summary>
    /// Gitea documents its header as the bare hex HMAC-SHA256 of the raw body: GitHub's vector and RFC 4231 (test case 2) hold for it.
    /// </summary>
    [Theory]
    [InlineData("It's a Secret to Everybody", "Hello, World!", "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("Jefe", "what do ya want for nothing?", "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843")]
    public void Gitea_s_signature_is_bare_hex(string secret, string body, string signature) =>
        Assert.Equal([$"X-Gogs-Signature: {signature}"], Signed(ForgeKind.Gitea, body, secret));

    [Fact]
    public void GitLab_sends_the_secret_itself() =>
        Assert.Equal(["X-Gitlab-Token: sampleToken!"], Signed(ForgeKind.GitLab, "{}", "sampleToken!"));

    [Theory]
    [InlineData("https://github.com/team/app.git", "X-GitHub-Event", "push", "repository", "html_url")]
    [InlineData("https://gitea.example.com/team/app.git", "X-Gogs-Event", "push", "repository", "html_url")]
    [InlineData("git@gitlab.com:team/app.git", "X-Gitlab-Event", "Push Hook", "project", "web_url")]
    public void The_body_has_what_Argo_CD_reads_and_the_headers_are_of_one_forge(
        string remote, string header, string value, string holder, string key)
    {
        var repository = ForgeRepository.Find(remote)!;

        var message = new PushEvent(repository, "main", "aaa", "bbb", ["k8s/overlays/dev/kustomization.yaml"]).ToWebhook(null);

        var body = JsonNode.Parse(message.Body)!;
        Assert.Equal((header, value), (message.Headers.Single().Key, message.Headers.Single().Value));
        Assert.Equal(repository.WebUrl.ToString(), (string?)body[holder]?[key]);
        Assert.Equal("main", (string?)body[holder]?["default_branch"]);
        Assert.Equal(("refs/heads/main", "aaa", "bbb"), ((string?)body["ref"], (string?)body["before"], (string?)body["after"]));
        Assert.Equal("k8s/overlays/dev/kustomization.yaml", (string?)body["commits"]?[0]?["modified"]?[0]);
    }

    private static IEnumerable<string> Signed(ForgeKind kind, string body, string secret) =>
        PushEvent.Signatures(kind, Encoding.UTF8.GetBytes(body), secret).Select(header => $"{header.Key}: {header.Value}");
}
