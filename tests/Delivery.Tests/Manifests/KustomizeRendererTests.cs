using GitOpsDemo.Delivery.Manifests;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Manifests;

[Trait(Traits.Category, Traits.Integration)]
public sealed class KustomizeRendererTests
{
    [FactWithTool("kubectl")]
    public async Task A_folder_with_a_space_in_its_path_is_rendered_without_a_kubeconfig()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kustomization.yaml", "resources: [a.yaml]\nnamespace: here\n");
        folder.Write("a.yaml", "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n");

        var yaml = await Renderer().RenderAsync(folder.Path);

        Assert.Equal("ConfigMap here/a", Assert.Single(ManifestSet.Parse(yaml, "a").Objects).ToString());
    }

    [FactWithTool("kubectl")]
    public async Task A_folder_that_does_not_render_is_an_error_in_the_words_of_kustomize()
    {
        using var folder = new TemporaryFolder();
        folder.Write("kustomization.yaml", "resources: [missing.yaml]\n");

        var exception = await Assert.ThrowsAsync<DeliveryException>(() => Renderer().RenderAsync(folder.Path));

        Assert.Contains("missing.yaml", exception.Message, StringComparison.Ordinal);
        Assert.Contains($"fix the kustomization in {folder.Path}", exception.Next, StringComparison.Ordinal);
    }

    private static KustomizeRenderer Renderer() =>
        new(new CommandRunner(new RecordingLog()), _ => Task.FromResult(TestTools.Find("kubectl")!));
}
