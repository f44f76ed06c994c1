using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerBuildTests : DockerVerbTests<DockerImageBuildSettings>
{
    protected override DockerImageBuildSettings Minimal => new();

    protected override string MinimalLine => "docker build .";

    protected override DockerImageBuildSettings Full => new()
    {
        BuildArg = ["VERSION=1.4.0", "BASE=noble"],
        Label = ["a=b"],
        Tag = ["demo:1", "demo:2"],
    };

    protected override string FullLine =>
        "docker build --build-arg VERSION=1.4.0 --build-arg BASE=noble --label a=b --tag demo:1 --tag demo:2 .";

    [Fact]
    public void The_build_context_is_needed() => AssertMissing("path", () => Context.DockerBuild(new DockerImageBuildSettings(), ""));

    protected override void Invoke(ICakeContext context, DockerImageBuildSettings settings) => context.DockerBuild(settings, ".");
}
