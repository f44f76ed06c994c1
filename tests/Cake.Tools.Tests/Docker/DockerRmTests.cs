using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerRmTests : DockerVerbTests<DockerContainerRmSettings>
{
    protected override DockerContainerRmSettings Minimal => new();

    protected override string MinimalLine => "docker rm one two";

    protected override DockerContainerRmSettings Full => new()
    {
        Force = true,
        Volumes = true,
    };

    protected override string FullLine => "docker rm --force --volumes one two";

    [Fact]
    public void A_container_is_needed() => AssertMissing("containers", () => Context.DockerRm(new DockerContainerRmSettings()));

    protected override void Invoke(ICakeContext context, DockerContainerRmSettings settings) => context.DockerRm(settings, "one", "two");
}
