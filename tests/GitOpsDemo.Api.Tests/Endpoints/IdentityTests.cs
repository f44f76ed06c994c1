namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class IdentityTests
{
    [Fact]
    public async Task The_root_says_who_answers()
    {
        await using var service = await RunningService.StartAsync("--environment=staging", "--POD_NAME=gitops-demo-5c9f8-abcde");

        var identity = await service.GetJsonAsync("/");

        Assert.Equal("gitops-demo", (string?)identity["service"]);
        Assert.Equal("staging", (string?)identity["environment"]);
        Assert.Equal("gitops-demo-5c9f8-abcde", (string?)identity["instance"]);
        Assert.Equal(BuildIdentity.OfThisAssembly.Version, (string?)identity["version"]);
        Assert.Equal(BuildIdentity.OfThisAssembly.Revision, (string?)identity["revision"]);
    }

    [Fact]
    public async Task Outside_of_Kubernetes_the_instance_is_the_host()
    {
        await using var service = await RunningService.StartAsync();

        Assert.Equal(Environment.MachineName, (string?)(await service.GetJsonAsync("/"))["instance"]);
    }

    [Fact]
    public async Task The_version_is_what_the_build_stamped()
    {
        await using var service = await RunningService.StartAsync();

        var version = await service.GetJsonAsync("/version");

        Assert.Equal(["version", "revision"], version.Select(field => field.Key));
        Assert.Matches(@"^\d+\.\d+\.\d+", (string?)version["version"]);
        Assert.Equal("unknown", (string?)version["revision"]);
    }
}
