using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Report;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report.Diff;

/// <summary>What a Deploy would write into a real repository; what the platform says is given.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class PendingChangesTests
{
    private static readonly Difference OfPlatform = new("chart loki", "6.1 → 6.2");

    [Fact]
    public async Task An_image_that_is_not_built_yet_changes_the_overlay_s_tag_and_a_digest_that_nobody_knows()
    {
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);
        var before = await forge.TipAsync();

        var differences = await FindAsync(forge, tag: "1.5.0", existing: null);

        Assert.Equal(
            [new("overlay dev", $"-{Forge.App("1.4.0")}\n+localhost:5000/app:1.5.0 with the digest that the build makes"), OfPlatform],
            differences);
        Assert.Equal(before, await forge.TipAsync());
    }

    [Fact]
    public async Task An_image_that_the_overlay_names_already_is_no_difference_of_it()
    {
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(Forge.Bump("dev", "1.4.0"), default);

        Assert.Equal([OfPlatform], await FindAsync(forge, tag: "1.4.0", existing: Forge.App("1.4.0").ToString()));
    }

    private static async Task<IReadOnlyList<Difference>> FindAsync(Forge forge, string tag, string? existing)
    {
        var record = existing is null ? null : new ImageRecord("source", null, new ReportedImage(existing, tag, 0, [], 0));
        var image = new ImagePlan(
            ImageReference.Parse($"localhost:5000/app:{tag}"), new(tag, DateTimeOffset.UnixEpoch), Builder: null!, record)
        { Platforms = [ImagePlatform.Here] };
        var deploy = new PlannedDeploy("app", "dev", image, forge.Repository(), "k8s")
        {
            Rules = ManifestSet.Parse("", "no rules"),
            Dashboards = [],
        };
        return await new PendingChanges(new View(), new Renderer()).FindAsync(deploy, default);
    }

    private sealed class Renderer : IManifestRenderer
    {
        public Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default) =>
            Task.FromResult("apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n");
    }

    private sealed class View : IPlatformView
    {
        public PlatformDefaults Defaults => new(null, null);

        public Task<IReadOnlyList<ImagePlatform>> ImagePlatformsAsync(CancellationToken cancellationToken) =>
            throw new NotSupportedException();

        public Task<SyncState> SyncStateAsync(LiveEnvironment live, CancellationToken cancellationToken) =>
            Task.FromResult(new SyncState("Synced", "Healthy"));

        public Task<IReadOnlyList<Difference>> CompareAsync(WantedState wanted, CancellationToken cancellationToken) =>
            Task.FromResult<IReadOnlyList<Difference>>([OfPlatform]);
    }
}
