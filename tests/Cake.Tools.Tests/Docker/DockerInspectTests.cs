using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerInspectTests : DockerVerbTests<DockerInspectSettings>
{
    protected override DockerInspectSettings Minimal => new();

    protected override string MinimalLine => "docker inspect one two";

    protected override DockerInspectSettings Full => new()
    {
        Format = "{{.Id}}",
        Type = "image",
    };

    protected override string FullLine => "docker inspect --format {{.Id}} --type image one two";

    [Fact]
    public void A_name_is_needed() => AssertMissing("names", () => Context.DockerInspect(new DockerInspectSettings()));

    protected override void Invoke(ICakeContext context, DockerInspectSettings settings) => context.DockerInspect(settings, "one", "two");
}
