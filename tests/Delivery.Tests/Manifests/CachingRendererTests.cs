using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class CachingRendererTests
{
    [Fact]
    public async Task An_overlay_is_rendered_again_once_a_file_of_its_checkout_has_changed()
    {
        using var checkout = new TemporaryFolder();
        checkout.Write(".git/HEAD", "ref: refs/heads/main\n");
        var file = checkout.Write("base/deployment.yaml", "replicas: 1");
        checkout.Write("overlays/dev/kustomization.yaml", "resources: [../../base]\n");
        var kustomize = new CountingRenderer(() => File.ReadAllText(file));
        var renderer = new CachingRenderer(kustomize);

        Assert.Equal(["replicas: 1", "replicas: 1"], [await RenderAsync(), await RenderAsync()]);
        Assert.Equal(1, kustomize.Calls);

        // As long as before
        await File.WriteAllTextAsync(file, "replicas: 2");
        Assert.Equal(["replicas: 2", "replicas: 2"], [await RenderAsync(), await RenderAsync()]);
        Assert.Equal(2, kustomize.Calls);

        checkout.Write("base/service.yaml", "port: 80");
        await RenderAsync();
        Assert.Equal(3, kustomize.Calls);

        // What a build writes is no part of it
        checkout.Write("artifacts/report.json", "{}");
        await RenderAsync();
        Assert.Equal(3, kustomize.Calls);

        Task<string> RenderAsync() => renderer.RenderAsync(checkout["overlays", "dev"]);
    }

    [Fact]
    public async Task Outside_of_a_checkout_nothing_is_remembered()
    {
        using var folder = new TemporaryFolder();
        var kustomize = new CountingRenderer(() => "kind: List");
        var renderer = new CachingRenderer(kustomize);

        await renderer.RenderAsync(folder.Path);
        await renderer.RenderAsync(folder.Path);

        Assert.Equal(2, kustomize.Calls);
    }

    private sealed class CountingRenderer(Func<string> render) : IManifestRenderer
    {
        public int Calls { get; private set; }

        public Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default)
        {
            Calls++;
            return Task.FromResult(render());
        }
    }
}
