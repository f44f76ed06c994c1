using GitOpsDemo.Build.Tasks.Image;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Testing;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class ImagePlansTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private static ImagePlatform Elsewhere => ImagePlatform.Known.First(platform => platform != ImagePlatform.Here);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_lab_gets_an_image_for_this_computer()
    {
        using var build = Build();

        Assert.Equal([ImagePlatform.Here], (await build.Get<ImagePlans>().PlanAsync(build.Context)).Platforms);
    }

    [Theory]
    [InlineData("linux/amd64,linux/arm64")]
    [InlineData("linux/arm64, linux/amd64")]
    public async Task What_is_asked_for_has_one_order(string platforms)
    {
        using var build = Build($"--image-platforms={platforms}");

        Assert.Equal(ImagePlatform.Known, (await build.Get<ImagePlans>().PlanAsync(build.Context)).Platforms);
    }

    [Fact]
    public async Task An_image_that_the_lab_can_not_run_is_refused_before_it_is_built()
    {
        using var build = Build($"--image-platforms={Elsewhere}");

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => build.Get<ImagePlans>().PlanAsync(build.Context));

        Assert.Contains($"this computer runs {ImagePlatform.Here}", refused.Why, StringComparison.Ordinal);
    }

    private BuildFixture Build(params string[] arguments)
    {
        var build = new BuildFixture(_folder.Path, ["--image-builder=oci", "--image-tag=1.0", .. arguments]);
        build.Platform.PrepareAsync(Arg.Any<CancellationToken>()).Returns(new PlatformDefaults("localhost:5000", null));
        return build;
    }
}
