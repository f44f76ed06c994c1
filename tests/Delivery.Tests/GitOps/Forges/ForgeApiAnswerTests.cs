using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests.GitOps.Forges;

/// <summary>What is said when a forge's API does not do what it is asked. Each case is a row of <c>docs/servers.md</c>.</summary>
public sealed class ForgeApiAnswerTests
{
    private static readonly CommitStatus Status = new("shop/dev", CommitState.Success, "proven, 42 checks", null);

    private static readonly Dictionary<string, (Action<HttpResponse> Answer, string Next)> Answers = new()
    {
        ["200: a page to log in with"] = (answer => answer.ContentType = "text/html", "shows what answers there"),
        ["302: it is elsewhere"] = (
            answer => (answer.StatusCode, answer.Headers.Location) = (302, "https://forge.example.org/"),
            "the address that it redirects to"),
        ["401: it does not know the token"] = (answer => answer.StatusCode = 401, "a token that is valid"),
        ["403: the token may not do that"] = (answer => answer.StatusCode = 403, "give the token of GITOPS_TOKEN the right"),
        ["403: too many questions"] = (
            answer => (answer.StatusCode, answer.Headers["X-RateLimit-Remaining"], answer.Headers.RetryAfter) = (403, "0", "60"),
            "wait"),
        ["404: it does not show the repository"] = (answer => answer.StatusCode = 404, "give the token of GITOPS_TOKEN the right"),
        ["422: it does not take what is sent"] = (answer => answer.StatusCode = 422, "fix what it names"),
        ["429: too many questions"] = (answer => (answer.StatusCode, answer.Headers.RetryAfter) = (429, "60"), "wait"),
        ["503: it is down"] = (answer => answer.StatusCode = 503, "when the forge is well"),
    };

    public static TheoryData<ForgeKind, string> Cases
    {
        get
        {
            var data = new TheoryData<ForgeKind, string>();
            foreach (var (kind, cause) in Enum.GetValues<ForgeKind>().SelectMany(kind => Answers.Keys.Select(cause => (kind, cause))))
            {
                data.Add(kind, cause);
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_refusal_says_what_to_set(ForgeKind kind, string cause)
    {
        var (answer, next) = Answers[cause];
        await using var forge = await HttpStub.StartAsync(context =>
        {
            answer(context.Response);
            return Task.CompletedTask;
        });

        await SaysAsync(kind, forge.Address, cause, next);
    }

    [Theory]
    [InlineData(ForgeKind.GitHub)]
    [InlineData(ForgeKind.Gitea)]
    [InlineData(ForgeKind.GitLab)]
    public async Task A_private_CA_says_where_to_name_it(ForgeKind kind)
    {
        using var certificates = new TestCertificates();
        await using var forge = await HttpStub.StartTlsAsync(_ => Task.CompletedTask, certificates.Server);

        await SaysAsync(kind, forge.Address, "its CA is a private one", "caFile under servers.forge");
    }

    [Theory]
    [InlineData(ForgeKind.GitHub)]
    [InlineData(ForgeKind.Gitea)]
    [InlineData(ForgeKind.GitLab)]
    public void One_without_https_is_not_shown_the_token(ForgeKind kind)
    {
        var failure = Assert.Throws<DeliveryException>(
            () => new ForgeRepository(kind, new("http://forge.example.com/team/shop")).Forge("t0ken", "GITOPS_TOKEN"));

        AnswersPage.Has([$"{kind}", "it has no https"], failure.Message);
    }

    private static async Task SaysAsync(ForgeKind kind, Uri address, string cause, string next)
    {
        var forge = new ForgeRepository(kind, new(address, "team/shop")).Forge("t0ken", "GITOPS_TOKEN");

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => forge.SetStatusAsync("1a2b3c", Status, default));

        Assert.Contains(next, failure.Next, StringComparison.Ordinal);
        AnswersPage.Has([$"{kind}", cause], failure.Message, ($"{address}", "https://forge.example.com/"));
    }
}
