using Cake.CommandLine;
using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerLoginTests : DockerVerbTests<DockerRegistryLoginSettings>
{
    protected override DockerRegistryLoginSettings Minimal => new() { Username = "ci", Password = "canary" };

    protected override string MinimalLine => "docker login --username ci --password-stdin";

    protected override DockerRegistryLoginSettings Full => new()
    {
        Username = "ci",
        Password = "canary",
    };

    protected override string FullLine => "docker login --username ci --password-stdin";

    [Fact]
    public void The_password_is_needed() => AssertMissing("Password", () => Context.DockerLogin("ci", ""));

    [Fact]
    public void The_user_is_needed() => AssertMissing("Username", () => Context.DockerLogin("", "canary"));

    [Fact]
    public void The_password_goes_to_the_standard_input_and_nowhere_else()
    {
        Context.DockerLogin("ci", "canary", "registry.example.com");

        Assert.Equal("docker login --username ci --password-stdin registry.example.com", Processes.Line);
        Assert.Equal("canary", Processes.StandardInput);
    }

    [Fact]
    public void The_password_is_in_no_error()
    {
        Processes.ExitCode = 1;
        Processes.Error = ["unauthorized"];

        var exception = Assert.Throws<ToolFailedException>(() => Context.DockerLogin("ci", "canary"));

        Assert.DoesNotContain("canary", exception.ToString());
    }

    protected override void Invoke(ICakeContext context, DockerRegistryLoginSettings settings) => context.DockerLogin(settings);
}
