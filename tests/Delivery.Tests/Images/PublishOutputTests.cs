using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Images;

public sealed class PublishOutputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("System.Runtime.dll", true)]
    [InlineData("libcoreclr.so", true)]
    [InlineData("Package.dll", true)]
    [InlineData("de/Package.resources.dll", true)]
    [InlineData("Demo.dll", false)]
    [InlineData("Demo.Library.dll", false)]
    [InlineData("Demo", false)]
    [InlineData("Demo.pdb", false)]
    [InlineData("Demo.deps.json", false)]
    [InlineData("appsettings.json", false)]
    public void The_runtime_and_the_packages_are_stable_our_files_are_not(string file, bool isStable) =>
        Assert.Equal(isStable, PublishOutput.Read(SmallImage.Publish(_folder.Path), "Demo").IsStable(file));

    [Fact]
    public void A_folder_without_the_program_is_refused()
    {
        SmallImage.Publish(_folder.Path);
        File.Delete(_folder["Demo"]);

        var refused = Assert.Throws<DeliveryException>(() => PublishOutput.Read(_folder.Path, "Demo"));
        Assert.Contains("task Publish", refused.Next, StringComparison.Ordinal);
        Assert.Throws<DeliveryException>(() => PublishOutput.Read(_folder["missing"], "Demo"));
    }

    [Fact]
    public void Labels_are_those_of_the_specification_without_what_is_not_known()
    {
        var committed = new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.FromHours(-1));
        var labels = new ImageLabels("gitops-demo", "1.4.0", committed) { Revision = "abc" };

        Assert.Equal(
            [
                new("org.opencontainers.image.created", "2026-01-02T04:04:05Z"),
                new("org.opencontainers.image.revision", "abc"),
                new("org.opencontainers.image.title", "gitops-demo"),
                new("org.opencontainers.image.version", "1.4.0"),
            ],
            labels.ToDictionary());
    }
}
