using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

public sealed class CiBuildTests
{
    [Theory]
    [InlineData("", "GitOpsDemo build", "gitops-demo@localhost", null)]
    [InlineData(
        "GIT_AUTHOR_NAME=Ann GIT_AUTHOR_EMAIL=ann@x.com GITLAB_USER_NAME=Bob GITLAB_USER_EMAIL=bob@x.com", "Ann", "ann@x.com", null)]
    [InlineData("GITLAB_USER_NAME=Bob GITLAB_USER_EMAIL=bob@x.com CI_JOB_URL=https://gl/j/1", "Bob", "bob@x.com", "https://gl/j/1")]
    [InlineData(
        "GITHUB_ACTOR=cid GITHUB_SERVER_URL=https://github.com GITHUB_REPOSITORY=t/a GITHUB_RUN_ID=7",
        "cid", "cid@users.noreply.github.com", "https://github.com/t/a/actions/runs/7")]
    [InlineData(
        "BUILD_REQUESTEDFOR=Dan BUILD_REQUESTEDFOREMAIL=d@x.com SYSTEM_COLLECTIONURI=https://az/o/ SYSTEM_TEAMPROJECT=p BUILD_BUILDID=9",
        "Dan", "d@x.com", "https://az/o/p/_build/results?buildId=9")]
    [InlineData("BUILD_URL=https://jenkins/job/1/ GITHUB_ACTOR=cid", "GitOpsDemo build", "gitops-demo@localhost", "https://jenkins/job/1/")]
    public void Author_and_page_are_what_the_CI_system_says(string variables, string name, string email, string? url)
    {
        var values = variables.Split(' ', StringSplitOptions.RemoveEmptyEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);

        Assert.Equal(new CiBuild(new GitIdentity(name, email), url), CiBuild.From(values.GetValueOrDefault));
    }
}
