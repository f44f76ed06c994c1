using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>
/// The image that the Deployment uses is the one that is bumped, whatever it is called: with the real kustomize and a real repository.
/// </summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class RenderedImagesTests : IDisposable
{
    private const string Own = "localhost:5000/app";

    private readonly Forge _forge = new();

    public void Dispose() => _forge.Dispose();

    [TheoryWithTool("kubectl")]
    [InlineData("app", "- name: app\n  newName: registry.invalid/app\n  newTag: \"0\"\n", "", "app")]
    [InlineData("ghcr.io/acme/hello:1.0.0", "- name: ghcr.io/acme/hello\n  newTag: \"1.0.0\"\n", "", "ghcr.io/acme/hello")]
    [InlineData(
        "registry.example:8443/acme/hello",
        "- name: registry.example:8443/acme/hello\n  newTag: \"1\"\n",
        "",
        "registry.example:8443/acme/hello")]
    [InlineData("ghcr.io/acme/hello:1.0.0", "- name: redis\n  newTag: \"7\"\n", "", "ghcr.io/acme/hello")]
    [InlineData(
        "placeholder",
        "- name: app\n  newTag: \"1\"\n",
        "images:\n- name: placeholder\n  newName: ghcr.io/acme/hello\n",
        "ghcr.io/acme/hello")]
    public async Task The_entry_is_that_of_the_image_that_is_rendered(string image, string entries, string imagesOfBase, string name)
    {
        // Given
        await GivenAsync(image, entries, imagesOfBase);

        // When
        var result = await BumpAsync();

        // Then
        Assert.Equal(name, result.Overlays[0].After.Name);
        Assert.Contains($"name: {name}", await TextAsync(), StringComparison.Ordinal);
        Assert.Contains(Forge.NewDigest, await TextAsync(), StringComparison.Ordinal);

        // And the next one finds the same entry
        Assert.False((await BumpAsync()).Commit.IsNew);
    }

    [FactWithTool("kubectl")]
    public async Task An_edit_that_changes_no_image_is_an_error_and_no_commit()
    {
        // Given a patch that sets the image after all
        await GivenAsync("app", "- name: app\n  newTag: \"1\"\n", "", "transformers: [image.yaml]\n");
        var before = await _forge.TipAsync();

        // When
        var refused = await Assert.ThrowsAsync<DeliveryException>(BumpAsync);

        // Then
        Assert.Contains("they run envoy:1, ghcr.io/acme/fixed:7", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _forge.TipAsync());
    }

    [FactWithTool("kubectl")]
    public async Task A_rollback_that_changes_no_image_is_an_error_and_no_commit()
    {
        // Given two deployments, and then a patch that sets the image after all
        await GivenAsync("app", "- name: app\n  newTag: \"1\"\n", "");
        await BumpAsync(Forge.OldDigest);
        await BumpAsync();
        await Rollback().RollBackAsync(new("dev", "app", "by hand"), default);
        await BumpAsync();
        await Commit("transformers: [image.yaml]\n");
        var before = await _forge.TipAsync();

        var refused = await Assert.ThrowsAsync<DeliveryException>(() => Rollback().RollBackAsync(new("dev", "app", "by hand"), default));

        Assert.Contains("they run envoy:1, ghcr.io/acme/fixed:7", refused.Message, StringComparison.Ordinal);
        Assert.Equal(before, await _forge.TipAsync());
    }

    private async Task GivenAsync(string image, string entries, string imagesOfBase, string more = "")
    {
        _forge.Write("k8s/base/kustomization.yaml", $"resources: [deployment.yaml]\n{imagesOfBase}");
        _forge.Write("k8s/base/deployment.yaml", $$"""
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: app}
            spec:
              selector: {matchLabels: {app: app} }
              template:
                metadata: {labels: {app: app} }
                spec:
                  containers:
                    - {name: proxy, image: 'envoy:1'}
                    - name: main
                      image: '{{image}}'
                      ports: [{containerPort: 8080}]

            """);
        _forge.Write("k8s/overlays/dev/image.yaml", """
            apiVersion: builtin
            kind: PatchTransformer
            metadata: {name: fixed}
            patch: '[{"op": "replace", "path": "/spec/template/spec/containers/1/image", "value": "ghcr.io/acme/fixed:7"}]'
            target: {kind: Deployment}

            """);
        _forge.Write(Forge.Overlay("dev"), $"resources: [../../base]\n{more}images:\n{entries}");
        await _forge.BareRepository().CreateAsync(_forge.Settings(), _forge.WorkTree, default);
    }

    private Task<BumpResult> BumpAsync() => BumpAsync(Forge.NewDigest);

    private Task<BumpResult> BumpAsync(string digest) => new ImageBump(_forge.Repository(), _forge.Log, Rendered())
        .BumpAsync(new("dev", new("app", Own, "1.4.0", digest)), default);

    private OverlayRollback Rollback() => new(_forge.Repository(), _forge.NoSigning(), _forge.Log, Rendered());

    private RenderedImages Rendered() => new(
        new KustomizeRenderer(_forge.Runner, _ => Task.FromResult(TestTools.Find("kubectl")!)), new DeliveredService("app", 8080));

    /// <summary>What somebody adds to the overlay.</summary>
    private Task Commit(string more) => _forge.Repository().ApplyAsync(
        checkout =>
        {
            File.AppendAllText(Path.Combine(checkout, Forge.Overlay("dev")), more);
            return new GitOpsChange([Forge.Overlay("dev")], new CommitMessage("Set the image by a patch", []));
        },
        default);

    private async Task<string> TextAsync() => (await _forge.Repository().ReadAsync(Forge.Overlay("dev"), null, default))!;
}
