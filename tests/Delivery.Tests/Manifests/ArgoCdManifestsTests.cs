using GitOpsDemo.Delivery.Manifests.Kinds;
using GitOpsDemo.Testing;
using YamlDotNet.RepresentationModel;

namespace GitOpsDemo.Delivery.Tests.Manifests;

/// <summary>The AppProject and the ApplicationSet lie beside the overlays and must keep up with them.</summary>
public sealed class ArgoCdManifestsTests
{
    private static readonly YamlNode Project = Read("project.yaml")["spec"];
    private static readonly YamlNode ApplicationSet = Read("applicationset.yaml")["spec"];

    [Fact]
    public void The_project_allows_every_kind_of_the_overlays_and_no_other()
    {
        var allowed = Items(Project["namespaceResourceWhitelist"]).Select(kind => $"{kind["group"]}/{kind["kind"]}").Order();

        var used = Healthy.Manifests.Objects.Select(found => $"{Group(found.Metadata)}/{found.Metadata.Kind}").Distinct().Order();

        Assert.Equal(used, allowed);
    }

    [Fact]
    public void Each_overlay_has_its_Application_and_its_namespace_in_the_project()
    {
        var overlays = Directory.GetDirectories(Path.Combine(Repository.Root, "k8s/overlays")).Select(Path.GetFileName).Order().ToList();

        Assert.Equal(overlays, Environments().Select(element => $"{element["environment"]}").Order());
        Assert.Equal(
            overlays.Select(name => $"gitops-demo-{name}"),
            Items(Project["destinations"]).Select(destination => $"{destination["namespace"]}").Order());
    }

    [Fact]
    public void Both_name_the_same_repository()
    {
        var repository = Assert.Single(Items(Project["sourceRepos"]));

        Assert.Equal($"{repository}", $"{ApplicationSet["template"]["spec"]["source"]["repoURL"]}");
    }

    [Fact]
    public void Production_is_synchronised_by_hand()
    {
        Assert.Equal("false", $"{Environments().Single(element => $"{element["environment"]}" == "prod")["automated"]}");
        var common = (YamlMappingNode)ApplicationSet["template"]["spec"]["syncPolicy"];
        Assert.DoesNotContain("automated", common.Children.Keys.Select(key => $"{key}"));
    }

    private static IEnumerable<YamlNode> Environments() => Items(Items(ApplicationSet["generators"]).Single()["list"]["elements"]);

    private static string Group(ObjectMetadata metadata) => metadata.ApiVersion.Contains('/') ? metadata.ApiVersion.Split('/')[0] : "";

    private static IEnumerable<YamlNode> Items(YamlNode list) => ((YamlSequenceNode)list).Children;

    private static YamlNode Read(string file)
    {
        var stream = new YamlStream();
        using var reader = File.OpenText(Path.Combine(Repository.Root, "k8s/argocd", file));
        stream.Load(reader);
        return stream.Documents.Single().RootNode;
    }
}
