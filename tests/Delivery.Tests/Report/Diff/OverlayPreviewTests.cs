using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Report.Diff;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Report.Diff;

public sealed class OverlayPreviewTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task An_overlay_is_rendered_with_other_images_and_no_file_of_it_is_touched()
    {
        // Given
        const string kustomization = "resources: [../../base]\nimages:\n  - name: app\n    newTag: \"1.0\"\n";
        var file = _folder.Write("k8s/overlays/dev/kustomization.yaml", kustomization);
        _folder.Write("k8s/base/kustomization.yaml", "resources: []\n");
        var renderer = new Reading();

        // When
        var manifests = await new OverlayPreview(renderer).RenderAsync(
            new(_folder.Path, ["k8s"], "k8s"), "dev", [new ImageEntry("app") { NewTag = "2.0" }], default);

        // Then
        Assert.Contains("newTag: \"2.0\"", renderer.Kustomization, StringComparison.Ordinal);
        Assert.Single(manifests.Objects);
        Assert.Equal(kustomization, await File.ReadAllTextAsync(file));
        Assert.False(Directory.Exists(renderer.Folder));
    }

    private sealed class Reading : IManifestRenderer
    {
        public string Folder { get; private set; } = "";

        public string Kustomization { get; private set; } = "";

        public async Task<string> RenderAsync(string folder, CancellationToken cancellationToken = default)
        {
            Folder = folder;
            Kustomization = await File.ReadAllTextAsync(Path.Combine(folder, "kustomization.yaml"), cancellationToken);
            Assert.True(File.Exists(Path.Combine(folder, "..", "..", "base", "kustomization.yaml")));
            return "apiVersion: v1\nkind: ServiceAccount\nmetadata:\n  name: app\n";
        }
    }
}
