using Cake.Core;
using Cake.Docker;

namespace Cake.Tools.Tests.Docker;

public sealed class DockerRunTests : DockerVerbTests<DockerContainerRunSettings>
{
    protected override DockerContainerRunSettings Minimal => new();

    protected override string MinimalLine => "docker run demo:1 serve";

    protected override DockerContainerRunSettings Full => new()
    {
        CapDrop = ["ALL"],
        Detach = true,
        EnvFile = ["/run/demo.env"],
        Label = ["lab=1", "app=demo"],
        Name = "demo",
        Publish = ["127.0.0.1:8080:8080"],
        ReadOnly = true,
        SecurityOpt = ["no-new-privileges"],
        User = "1654:1654",
    };

    protected override string FullLine =>
        "docker run --cap-drop ALL --detach --env-file /run/demo.env --label lab=1 --label app=demo --name demo " +
        "--publish 127.0.0.1:8080:8080 --read-only --security-opt no-new-privileges --user 1654:1654 demo:1 serve";

    [Fact]
    public void The_image_is_needed() => AssertMissing("image", () => Context.DockerRun(new DockerContainerRunSettings(), "", null));

    [Fact]
    public void The_command_is_the_own_one_of_the_image_when_none_is_given()
    {
        Context.DockerRun(new DockerContainerRunSettings(), "demo:1", null);

        Assert.Equal("docker run demo:1", Processes.Line);
    }

    [Fact]
    public void The_command_has_its_own_arguments()
    {
        Context.DockerRun(new DockerContainerRunSettings(), "demo:1", "serve", "--port", "8080");

        Assert.Equal("docker run demo:1 serve --port 8080", Processes.Line);
    }

    [Fact]
    public void The_id_of_a_detached_container_comes_back()
    {
        Processes.Output = ["4f66ad9a0b2e"];

        Assert.Equal("4f66ad9a0b2e", Context.DockerRun(new DockerContainerRunSettings { Detach = true }, "demo:1", null));
    }

    protected override void Invoke(ICakeContext context, DockerContainerRunSettings settings) =>
        context.DockerRun(settings, "demo:1", "serve");
}
