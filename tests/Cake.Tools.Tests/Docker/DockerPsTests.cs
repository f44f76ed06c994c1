using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerPsTests : DockerVerbTests<DockerContainerPsSettings>
{
    protected override DockerContainerPsSettings Minimal => new();

    protected override string MinimalLine => "docker ps";

    protected override DockerContainerPsSettings Full => new()
    {
        All = true,
        Filter = "label=lab=1",
        Format = "{{json .}}",
        NoTrunc = true,
        Quiet = true,
    };

    protected override string FullLine => "docker ps --all --filter label=lab=1 --format \"{{json .}}\" --no-trunc --quiet";

    [Fact]
    public void Every_line_comes_back()
    {
        Processes.Output = ["one", "two"];

        Assert.Equal("one\ntwo", Context.DockerPs(new DockerContainerPsSettings()));
    }

    protected override void Invoke(ICakeContext context, DockerContainerPsSettings settings) => context.DockerPs(settings);
}
