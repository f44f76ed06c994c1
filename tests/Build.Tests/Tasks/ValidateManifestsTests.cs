using GitOpsDemo.Build.Tasks.Manifests;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Images.Build;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Testing;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;

namespace GitOpsDemo.Build.Tests.Tasks;

public sealed class ValidateManifestsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_misspelt_field_is_none_that_only_the_lab_does_not_know()
    {
        // Given overlays whose rendering has it
        Array.ForEach(["dev", "staging", "prod"], environment => _folder.Write($"k8s/overlays/{environment}/kustomization.yaml", ""));
        _folder.Write("monitoring/alerts.yaml", File.ReadAllText(Path.Combine(Repository.Root, "monitoring/alerts.yaml")));
        var renderer = Substitute.For<IManifestRenderer>();
        renderer.RenderAsync(Arg.Any<string>(), Arg.Any<CancellationToken>()).Returns(
            Healthy.With("      enableServiceLinks: false\n", "      enableServiceLink: false\n"));
        using var build = new BuildFixture(_folder.Path, ["--target=Validate"], services => services
            .AddSingleton(renderer)
            .AddSingleton<IContainerEngine>(new SilentEngine(null)));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => build.Make<ValidateManifests>().RunAsync(build.Context));

        Assert.Contains("enableServiceLinks, if that is meant", failure.Message, StringComparison.Ordinal);
    }
}
