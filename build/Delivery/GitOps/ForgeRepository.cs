using System.Text.RegularExpressions;
using GitOpsDemo.Delivery.GitOps.Forges;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery.GitOps;

/// <summary>A repository as its forge shows it on the web.</summary>
/// <param name="WebUrl">The repository's page, without <c>.git</c> and a slash at its end.</param>
public sealed record ForgeRepository(ForgeKind Kind, Uri WebUrl)
{
    private static readonly Regex AddressForm = new(
        @"\A((?<scheme>https?|ssh)://)?([^@/]+@)?(?![a-z]+:///)(?<host>[A-Za-z0-9.-]{2,}|\[[0-9a-f:]+\])(?<port>:[0-9]+(?=/))?"
        + @"[:/]/*(?<path>[^/:].*?)/*(\.git)?/*\z",
        RegexOptions.ExplicitCapture);

    /// <summary>GitHub and Bitbucket serve ssh on port 443 under names of their own.</summary>
    private static readonly Regex SshHost = new(@"\A(alt)?ssh\.");

    /// <summary>
    /// Finds a repository's page by the address that it is cloned from. An ssh address is taken to have its page on the same host.
    /// </summary>
    /// <param name="remote">An <c>https://</c>, <c>http://</c>, <c>ssh://</c> or <c>user@host:path</c> address.</param>
    /// <returns>The page, or null for a remote that no forge serves.</returns>
    public static ForgeRepository? Find(string remote)
    {
        var match = AddressForm.Match(remote);
        if (!match.Success)
        {
            return null;
        }

        var isHttp = match.Groups["scheme"].Value is "http" or "https";
        var host = match.Groups["host"].Value;
        var site = isHttp ? $"{match.Groups["scheme"]}://{host}{match.Groups["port"]}" : $"https://{SshHost.Replace(host, "")}";
        var url = new Uri($"{site}/{match.Groups["path"]}");
        return new ForgeRepository(KindOf(url.Host), url);
    }

    /// <summary>Its forge, asked with a token.</summary>
    /// <param name="variable">The environment variable that has it, for messages.</param>
    /// <param name="tls">The forge's certificates; those that this computer trusts when null.</param>
    /// <exception cref="DeliveryException">The token would go over a network in the clear.</exception>
    public IForge Forge(string token, string variable, ServerTls? tls = null)
    {
        if (WebUrl.Scheme == Uri.UriSchemeHttp && !WebUrl.IsLoopback)
        {
            throw new DeliveryException(
                $"{WebUrl.Authority} is not asked",
                "it has no https, and would get the token in the clear",
                "name the repository by https");
        }

        var site = WebUrl.GetLeftPart(UriPartial.Authority);
        var address = new Uri(Kind switch
        {
            ForgeKind.GitHub when WebUrl.Host == "github.com" => "https://api.github.com/",
            ForgeKind.GitHub => $"{site}/api/v3/",
            ForgeKind.GitLab => $"{site}/api/v4/",
            _ => $"{site}/api/v1/",
        });
        var access = ServerAccess.Of("forge", tls, name => name == SecretVariables.Of("forge", "TOKEN") ? token : null);
        var api = new ForgeApi(ServiceClient.For(address, access), $"{Kind}", variable);
        var repository = WebUrl.AbsolutePath.Trim('/');
        return Kind switch
        {
            ForgeKind.GitHub => new GitHubForge(api, repository),
            ForgeKind.GitLab => new GitLabForge(api, repository),
            _ => new GiteaForge(api, repository),
        };
    }

    /// <summary>The page on which a person opens a pull (or merge) request.</summary>
    /// <param name="into">The branch that is to have the commits.</param>
    public Uri PullRequestUrl(string into, string branch)
    {
        var (target, source) = (Uri.EscapeDataString(into), Uri.EscapeDataString(branch));
        return new Uri(Kind switch
        {
            ForgeKind.GitHub => $"{WebUrl}/compare/{target}...{source}?expand=1",
            ForgeKind.GitLab =>
                $"{WebUrl}/-/merge_requests/new?merge_request%5Bsource_branch%5D={source}&merge_request%5Btarget_branch%5D={target}",
            _ => $"{WebUrl}/compare/{target}...{source}",
        });
    }

    /// <summary>By the host's name; Gitea where that says nothing.</summary>
    private static ForgeKind KindOf(string host) =>
        host.Contains("github", StringComparison.OrdinalIgnoreCase) ? ForgeKind.GitHub
        : host.Contains("gitlab", StringComparison.OrdinalIgnoreCase) ? ForgeKind.GitLab
        : ForgeKind.Gitea;
}

/// <summary>What serves a repository on the web.</summary>
public enum ForgeKind
{
    /// <summary>Gitea, Forgejo or Gogs.</summary>
    Gitea,

    /// <summary>GitHub, or GitHub Enterprise Server.</summary>
    GitHub,

    GitLab,
}
