using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerStopTests : DockerVerbTests<DockerContainerStopSettings>
{
    protected override DockerContainerStopSettings Minimal => new();

    protected override string MinimalLine => "docker stop one two";

    protected override DockerContainerStopSettings Full => new() { Time = 30 };

    protected override string FullLine => "docker stop -t 30 one two";

    [Fact]
    public void A_container_is_needed() => AssertMissing("containers", () => Context.DockerStop(new DockerContainerStopSettings()));

    protected override void Invoke(ICakeContext context, DockerContainerStopSettings settings) =>
        context.DockerStop(settings, "one", "two");
}
