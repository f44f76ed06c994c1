using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerPushTests : DockerVerbTests<DockerImagePushSettings>
{
    protected override DockerImagePushSettings Minimal => new();

    protected override string MinimalLine => "docker push localhost:5000/demo:1";

    protected override DockerImagePushSettings Full => new();

    protected override string FullLine => "docker push localhost:5000/demo:1";

    [Fact]
    public void The_image_is_needed() => AssertMissing("imageReference", () => Context.DockerPush(new DockerImagePushSettings(), ""));

    protected override void Invoke(ICakeContext context, DockerImagePushSettings settings) =>
        context.DockerPush(settings, "localhost:5000/demo:1");
}
