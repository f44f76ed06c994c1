using Cake.Core.IO;
using GitOpsDemo.Build.Kubernetes;
using GitOpsDemo.Delivery.Processes;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class SecretlessProcessRunnerTests
{
    [Fact]
    public void A_program_gets_the_variables_that_it_is_given_and_none_of_the_secrets_of_the_build()
    {
        var inner = Substitute.For<IProcessRunner>();
        var settings = new ProcessSettings { EnvironmentVariables = new Dictionary<string, string> { ["HELM_REPOSITORY_CACHE"] = "/cache" } };

        new SecretlessProcessRunner(inner).Start("helm", settings);

        inner.Received(1).Start("helm", settings);
        Assert.Equal("/cache", settings.EnvironmentVariables["HELM_REPOSITORY_CACHE"]);
        Assert.All(SecretVariables.Names, name => Assert.Equal("", settings.EnvironmentVariables[name]));
    }
}
