using GitOpsDemo.Delivery.GitOps;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>What git 2.39 to 2.51 say, by their own words.</summary>
public sealed class RemoteFailureTests
{
    [Theory]
    [InlineData(
        "To ssh://host/x\n!\tHEAD:refs/heads/main\t[rejected] (fetch first)\nDone\nerror: failed to push some refs to 'ssh://host/x'")]
    [InlineData("!\tabc:refs/heads/main\t[rejected] (non-fast-forward)")]
    [InlineData("! [remote rejected] main -> main (cannot lock ref 'refs/heads/main': is at abc but expected def)")]
    [InlineData("! [remote rejected] main -> main (failed to update ref)")]
    [InlineData("remote: error: cannot lock ref 'refs/heads/main': Unable to create '/x/refs/heads/main.lock': File exists.")]
    public void A_race_is_tried_again(string said) =>
        Assert.Equal("someone else pushed first", Assert.IsType<TransientException>(RemoteFailure.From("push", said)).Message);

    [Theory]
    [InlineData("fatal: unable to access 'https://h/x/': The requested URL returned error: 503")]
    [InlineData("fatal: unable to access 'https://h/x/': The requested URL returned error: 429")]
    [InlineData("error: RPC failed; curl 56 Recv failure: Connection reset by peer\nfatal: the remote end hung up unexpectedly")]
    [InlineData("ssh: connect to host h port 22: Connection refused\nfatal: Could not read from remote repository.")]
    public void A_fault_of_the_moment_is_tried_again(string said) => Assert.IsType<TransientException>(RemoteFailure.From("push", said));

    [Theory]
    [InlineData("fatal: unable to access 'https://h/x/': Could not resolve host: h")]
    [InlineData("ssh: Could not resolve hostname h: Temporary failure in name resolution\nfatal: Could not read from remote repository.")]
    public void A_name_that_does_not_resolve_is_tried_three_times_at_most(string said) =>
        Assert.Equal(3, Assert.IsType<TransientException>(RemoteFailure.From("push", said)).MostTries);

    [Theory]
    [InlineData("remote: HTTP Basic: Access denied\nfatal: Authentication failed for 'https://h/x/'", "GITOPS_TOKEN")]
    [InlineData("fatal: could not read Username for 'https://h': terminal prompts disabled", "GITOPS_TOKEN")]
    [InlineData("fatal: unable to access 'https://h/x/': The requested URL returned error: 403", "GITOPS_TOKEN")]
    [InlineData("git@h: Permission denied (publickey).\nfatal: Could not read from remote repository.\nhung up", "deploy key")]
    [InlineData("Host key verification failed.\nfatal: Could not read from remote repository.", "known_hosts")]
    [InlineData(
        "remote: GitLab: You are not allowed to push code to protected branches\n! [remote rejected] main (pre-receive hook declined)",
        "--pull-request-branch")]
    [InlineData("fatal: unable to access 'https://h/x/': SSL certificate problem: unable to get local issuer certificate", "sslCAInfo")]
    [InlineData(
        "remote: The 'acme' organization has enabled or enforced SAML SSO.\nfatal: The requested URL returned error: 403",
        "single sign-on")]
    [InlineData("fatal: '/x.git' does not appear to be a git repository", "--gitops-repository")]
    [InlineData("something that nobody has seen before", "--gitops-repository")]
    public void What_a_person_must_mend_fails_at_once_with_the_remedy(string said, string remedy)
    {
        var failure = Assert.IsType<DeliveryException>(RemoteFailure.From("push to `main`", said + "\nhint: See the docs"));

        Assert.Contains(remedy, failure.Next);
        Assert.Contains(said.Split('\n')[0], failure.Why);
        Assert.DoesNotContain("hint:", failure.Why);
    }
}
