using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerLoadTests : DockerVerbTests<DockerImageLoadSettings>
{
    protected override DockerImageLoadSettings Minimal => new() { Input = "base.tar" };

    protected override string MinimalLine => "docker load --input base.tar";

    protected override DockerImageLoadSettings Full => new()
    {
        Input = "base.tar",
        Quiet = true,
    };

    protected override string FullLine => "docker load --quiet --input base.tar";

    [Fact]
    public void The_archive_is_needed() => AssertMissing("Input", () => Context.DockerLoad(new DockerImageLoadSettings()));

    protected override void Invoke(ICakeContext context, DockerImageLoadSettings settings) => context.DockerLoad(settings);
}
