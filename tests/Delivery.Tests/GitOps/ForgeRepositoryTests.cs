using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

public sealed class ForgeRepositoryTests
{
    [Theory]
    [InlineData("https://github.com/team/app.git", ForgeKind.GitHub, "https://github.com/team/app")]
    [InlineData("git@github.com:team/app.git", ForgeKind.GitHub, "https://github.com/team/app")]
    [InlineData("ssh://git@ssh.github.com:443/team/app.git", ForgeKind.GitHub, "https://github.com/team/app")]
    [InlineData("https://gitlab.example.com/group/sub/app.git/", ForgeKind.GitLab, "https://gitlab.example.com/group/sub/app")]
    [InlineData("https://me@gitea.example.com:3000/team/app", ForgeKind.Gitea, "https://gitea.example.com:3000/team/app")]
    [InlineData("http://127.0.0.1:3000/team/app.git", ForgeKind.Gitea, "http://127.0.0.1:3000/team/app")]
    [InlineData("ssh://git@gitea.example.com:2222/team/app.git", ForgeKind.Gitea, "https://gitea.example.com/team/app")]
    [InlineData("codeberg.org:team/app.git", ForgeKind.Gitea, "https://codeberg.org/team/app")]
    public void The_page_of_a_repository_is_found_by_its_address(string remote, ForgeKind kind, string page) =>
        Assert.Equal(new ForgeRepository(kind, new Uri(page)), ForgeRepository.Find(remote));

    [Theory]
    [InlineData("/srv/git/app.git")]
    [InlineData("file:///srv/git/app.git")]
    [InlineData(@"C:\git\app.git")]
    public void A_folder_has_no_page(string remote) => Assert.Null(ForgeRepository.Find(remote));

    [Theory]
    [InlineData("https://github.com/t/a", "https://github.com/t/a/compare/main...deploy%2Fdev?expand=1")]
    [InlineData("https://gitea.example.com/t/a", "https://gitea.example.com/t/a/compare/main...deploy%2Fdev")]
    [InlineData(
        "https://gitlab.com/t/a",
        "https://gitlab.com/t/a/-/merge_requests/new?merge_request%5Bsource_branch%5D=deploy%2Fdev&merge_request%5Btarget_branch%5D=main")]
    public void Each_forge_has_its_page_for_a_new_pull_request(string remote, string page) =>
        Assert.Equal(page, ForgeRepository.Find(remote)?.PullRequestUrl("main", "deploy/dev").AbsoluteUri);
}
