using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Images.Build.Bases;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class ImageBuildersTests
{
    [Theory]
    [InlineData("oci", true, "oci")]
    [InlineData("docker", true, "docker")]
    [InlineData("auto", true, "docker")]
    [InlineData("auto", false, "oci")]
    [InlineData("oci", false, "oci")]
    public async Task The_builder_follows_the_option_and_the_engine(string option, bool answers, string expected) =>
        Assert.Equal(expected, (await Builders(answers).ChooseAsync(option, default)).Name);

    [Fact]
    public async Task Asking_for_an_engine_that_does_not_answer_says_what_to_do()
    {
        var refused = await Assert.ThrowsAsync<DeliveryException>(() => Builders(answers: false).ChooseAsync("docker", default));

        Assert.Contains("--image-builder=oci", refused.Next, StringComparison.Ordinal);
    }

    private static ImageBuilders Builders(bool answers)
    {
        var log = new RecordingLog();
        var engine = new SilentEngine(answers ? "20.10.24" : null);
        var bases = new BaseImages([], log);
        var client = new RegistryClient(log, TimeProvider.System);
        return new ImageBuilders(
            engine,
            new DockerImageBuilder(bases, engine, new("Dockerfile", null), "docker", client, credentials: null, log),
            new OciImageBuilder(bases, "image", client, log),
            log);
    }
}
