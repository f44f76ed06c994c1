using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.GitOps.Gate;
using GitOpsDemo.Delivery.Images.Signing;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Delivery.Tests.Proof.Attestation;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

[Trait(Traits.Category, Traits.Integration)]
public sealed class PromotionTests : IAsyncLifetime, IDisposable
{
    private const string Evidence = "8 checks passed (targets 2, alerts 2, dashboards 2, logs 2), the first at 2026-11-22 10:00 UTC";

    private readonly ProofRegistry _checkout = new();
    private RegistryStub _registry = null!;

    public async Task InitializeAsync() => _registry = await RegistryStub.StartAsync();

    public async Task DisposeAsync() => await _registry.DisposeAsync();

    public void Dispose() => _checkout.Dispose();

    [Fact]
    public async Task A_proven_digest_goes_from_dev_through_staging_to_prod_unchanged()
    {
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(new BumpRequest("dev", App), default);
        var promotion = Promotion(forge, ("dev", Forge.NewDigest), ("staging", Forge.NewDigest));

        await promotion.PromoteAsync(new("dev", "staging", "app"), default);
        var result = await promotion.PromoteAsync(new("staging", "prod", "app") { BuildUrl = "https://ci.example.com/8" }, default);

        var reader = new OverlayReader(forge.Repository());
        Assert.Equal(App, await reader.ReadAsync("staging", "app", null, default));
        Assert.Equal(App, await reader.ReadAsync("prod", "app", null, default));
        Assert.Equal([Forge.Overlay("prod")], await forge.ChangedByAsync(result.Commit.Id));
        Assert.Equal(
            $"Promote app 1.4.0 from staging to prod\n\nImage: {_registry.Name}/app:1.4.0\nDigest: {Forge.NewDigest}\nEnvironment: prod\n"
            + $"Promoted-From: staging\nProof: {Evidence}\nBuild-Url: https://ci.example.com/8",
            (await forge.GitAsync("log", "-1", "--format=%B", "main")).TrimEnd());
    }

    [Fact]
    public async Task What_is_not_proven_is_refused_unless_told_otherwise()
    {
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(new BumpRequest("dev", App), default);
        var request = new PromotionRequest("dev", "staging", "app");

        var nothing = await Assert.ThrowsAsync<DeliveryException>(() => Promotion(forge).PromoteAsync(request, default));
        var another = await Assert.ThrowsAsync<DeliveryException>(
            () => Promotion(forge, ("dev", Forge.OldDigest)).PromoteAsync(request, default));
        Assert.Equal(2, await forge.CommitsAsync());
        var told = await Promotion(forge).PromoteAsync(request with { AllowUnproven = true }, default);

        Assert.Equal("nothing was proven of what runs in dev", nothing.Why);
        Assert.Equal("run --target=Verify --environment=dev; --unproven would skip proof", nothing.Next);
        Assert.Contains($"what was proven in dev is {Forge.OldDigest}", another.Why);
        Assert.Contains(forge.Log.Lines, line => line.StartsWith("skip  proof         ", StringComparison.Ordinal));
        Assert.True(told.Commit.IsNew);
        Assert.Equal("unproven", await forge.GitAsync("log", "-1", "--format=%(trailers:key=Proof,valueonly,separator=)", "main"));
    }

    [Fact]
    public async Task The_same_promotion_again_makes_no_commit()
    {
        using var forge = await Forge.StartAsync();
        var promotion = Promotion(forge, ("dev", Forge.NewDigest));
        await forge.ImageBump().BumpAsync(new BumpRequest("dev", App), default);
        await forge.ImageBump().BumpAsync(new BumpRequest("staging", App), default);

        var result = await promotion.PromoteAsync(new("dev", "staging", "app"), default);

        Assert.False(result.Commit.IsNew);
        Assert.Contains("as before", result.Overlays[0].ToString());
        Assert.Contains($"dev is the source: {Evidence}", forge.Log.Lines);
    }

    [Fact]
    public async Task An_environment_to_which_nothing_was_deployed_has_nothing_to_promote()
    {
        using var forge = await Forge.StartAsync();

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Promotion(forge).PromoteAsync(new("dev", "staging", "nosuch") { AllowUnproven = true }, default));

        Assert.Contains("nothing was deployed to dev by digest", failure.Why);
    }

    [Fact]
    public async Task What_cosign_does_not_find_signed_is_not_promoted()
    {
        // Given an image that is proven, and a cosign that finds no signature
        using var forge = await Forge.StartAsync();
        await forge.ImageBump().BumpAsync(new BumpRequest("dev", App), default);
        var promotion = Promotion(forge, forge.SigningOfNothing(), ("dev", Forge.NewDigest));

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => promotion.PromoteAsync(new("dev", "staging", "app"), default));

        // Then it was asked for the digest, and there is no commit but the bump
        Assert.Equal(
            $"cosign verify --key cosign.pub --output json --allow-http-registry {_registry.Name}/app@{Forge.NewDigest}: "
                + "no matching signatures",
            failure.Why);
        Assert.Equal(2, await forge.CommitsAsync());
    }

    [Fact]
    public async Task Another_checkout_promotes_by_the_proof_that_is_attached_to_the_image_while_it_is_fresh()
    {
        // Given an image that another checkout has pushed, proven and deployed
        using var forge = await Forge.StartAsync();
        var image = await _checkout.PushAsync(_registry.Image());
        await _checkout.Proofs.AttachAsync(image, ProofRegistry.Proof(TimeSpan.FromHours(5)), default);
        await forge.ImageBump().BumpAsync(new BumpRequest("dev", new ImageEntry("app", image.Name, "1.0", $"{image.Digest}")), default);
        using var clone = new ProofRegistry();

        // When this one has nothing of it but the registry
        var old = await Assert.ThrowsAsync<DeliveryException>(
            () => Promotion(TimeSpan.FromHours(4)).PromoteAsync(new("dev", "staging", "app"), default));
        var result = await Promotion(TimeSpan.FromHours(6)).PromoteAsync(new("dev", "staging", "app"), default);

        // Then
        Assert.EndsWith("which is 5 h ago and may be 4 h at most", old.Why, StringComparison.Ordinal);
        Assert.Contains("--proof-max-age", old.Next);
        Assert.True(result.Commit.IsNew);
        Assert.StartsWith("8 checks passed (targets 2, alerts 2, dashboards 2, logs 2)", result.Evidence, StringComparison.Ordinal);
        Assert.Contains(forge.Log.Lines, line => line.Contains("attached to the image, not signed", StringComparison.Ordinal));

        Promotion Promotion(TimeSpan longest) => new(
            forge.Repository(),
            new([new ProofQuestion(clone.Proofs, clone.Ledger, new() { LongestAge = longest }, TimeProvider.System)], forge.Log),
            forge.Log);
    }

    private ImageEntry App => Forge.App("1.4.0") with { NewName = $"{_registry.Name}/app" };

    private Promotion Promotion(Forge forge, params (string, string)[] proven) => Promotion(forge, forge.NoSigning(), proven);

    private Promotion Promotion(Forge forge, ImageSigning signing, params (string, string)[] proven) => new(
        forge.Repository(),
        new(
            [
                new ProofQuestion(_checkout.Proofs, Proven(forge, proven), new() { LongestAge = TimeSpan.MaxValue }, TimeProvider.System),
                new SignatureQuestion(signing),
            ],
            forge.Log),
        forge.Log);

    /// <summary>Says of each environment that a digest is proven in it, by all families.</summary>
    private static ProofLedger Proven(Forge forge, params (string Environment, string Digest)[] proven)
    {
        var ledger = new ProofLedger(forge["proofs"]);
        foreach (var (environment, digest) in proven)
        {
            foreach (var family in Enum.GetValues<ProofFamily>())
            {
                ledger.Record(environment, digest, family, new(2, new(2026, 11, 22, 10, 0, 0, TimeSpan.Zero)));
            }
        }

        return ledger;
    }
}
