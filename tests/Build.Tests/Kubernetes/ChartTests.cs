using System.Text.RegularExpressions;
using GitOpsDemo.Delivery;
using GitOpsDemo.Kubernetes;
using GitOpsDemo.Kubernetes.Charts;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Kubernetes;

public sealed class ChartTests
{
    private static readonly Regex ExactVersion = new(@"^\d+\.\d+\.\d+$");

    private static readonly string CatalogFile = Path.Combine(Repository.Root, "build", "charts.json");

    [Fact]
    public void Every_chart_is_pinned_and_has_its_values()
    {
        var charts = ChartCatalog.Read(CatalogFile).All;

        Assert.Equal(["kube-prometheus-stack", "loki", "alloy", "argo-cd"], charts.Select(chart => chart.Name));
        Assert.All(charts, chart => Assert.Matches(ExactVersion, chart.Version));
        Assert.All(charts, chart => Assert.True(File.Exists(Path.Combine(Repository.Root, chart.Values)), chart.Values));
    }

    [Fact]
    public void A_version_of_a_chart_stands_in_no_other_file()
    {
        var versions = ChartCatalog.Read(CatalogFile).All.Select(chart => chart.Version).ToList();
        var files = new[] { "build", "k8s", "monitoring", "src" }
            .SelectMany(folder => Directory.EnumerateFiles(Path.Combine(Repository.Root, folder), "*", SearchOption.AllDirectories))
            .Where(file =>
                Path.GetExtension(file) is ".cs" or ".yaml" or ".json" or ".csproj" or ".props"
                    && !file.Split(Path.DirectorySeparatorChar).Any(part => part is "bin" or "obj"))
            .Where(file => file != CatalogFile);

        Assert.All(
            files, file => Assert.DoesNotContain(versions, version => File.ReadAllText(file).Contains(version, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("oci://ghcr.io/team/charts", null, "oci://ghcr.io/team/charts/loki", "1.2.3", null)]
    [InlineData("https://charts.example.com", null, "loki", "1.2.3", "https://charts.example.com/")]
    [InlineData("https://charts.example.com", "oci://mirror.local/charts/", "oci://mirror.local/charts/loki", "1.2.3", null)]
    [InlineData("oci://ghcr.io/team/charts", "https://mirror.local/charts/", "https://mirror.local/charts/loki-1.2.3.tgz", null, null)]
    [InlineData("oci://ghcr.io/team/charts", "/mirror", "/mirror/loki-1.2.3.tgz", null, null)]
    public void A_chart_comes_from_where_it_is_published_or_from_the_mirror(
        string repository, string? mirror, string chart, string? version, string? added) =>
        Assert.Equal(
            new ChartSource(chart, version, added is null ? null : new Uri(added)),
            new Chart("loki", "1.2.3", new(repository), "loki", "monitoring", "values.yaml", HasCrds: false).Source(mirror));

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("""{"monitoring":[]}""")]
    [InlineData("""{"monitoring":[],"argoCd":null,"other":1}""")]
    public void A_catalogue_that_is_not_right_is_refused(string json)
    {
        using var folder = new TemporaryFolder();

        Assert.Throws<DeliveryException>(() => ChartCatalog.Read(folder.Write("charts.json", json)));
    }

    [Fact]
    public void The_values_are_those_of_the_files_with_what_the_options_ask_for()
    {
        var values = new ChartValues(Repository.Root, new ClusterSettings("k3s") { Domain = "lab.example.com", IngressClass = "cilium" });
        var charts = ChartCatalog.Read(CatalogFile).All.ToDictionary(chart => chart.Name, values.Of);

        var stack = charts["kube-prometheus-stack"];
        Assert.Equal("7d", stack["prometheus"]!["prometheusSpec"]!["retention"]!.ToString());
        Assert.Equal("grafana.lab.example.com", stack["grafana"]!["ingress"]!["hosts"]![0]!.ToString());
        Assert.Equal("cilium", stack["alertmanager"]!["ingress"]!["ingressClassName"]!.ToString());
        Assert.False(stack["kubeEtcd"]!["enabled"]!.GetValue<bool>());
        Assert.Equal(GrafanaAdmin.SecretName, stack["grafana"]!["admin"]!["existingSecret"]!.ToString());
        Assert.Equal("argocd.lab.example.com", charts["argo-cd"]["global"]!["domain"]!.ToString());
    }

    [Fact]
    public void A_value_keeps_its_type()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "values.yaml",
            "replicas: 3\nratio: 0.5\nenabled: true\nnothing:\nday: \"2024-04-01\"\nlabelValue: \"1\"\nsize: 8GB\nreceiver: \"null\"\n"
                + "list: [1, a]\n");
        var values = new ChartValues(folder.Path, new ClusterSettings("k3s") { Domain = "d" }).Of(
            new("x", "1.0.0", new("oci://x/y"), "x", "x", "values.yaml", HasCrds: false));

        Assert.Equal(
            """{"replicas":3,"ratio":0.5,"enabled":true,"nothing":null,"day":"2024-04-01","labelValue":"1","size":"8GB","receiver":"null","list":[1,"a"]}""",
            values.ToJsonString());
    }

    [Theory]
    [InlineData("a: [")]
    [InlineData("- one")]
    [InlineData("")]
    public void Values_that_are_no_mapping_are_refused(string yaml)
    {
        using var folder = new TemporaryFolder();
        folder.Write("values.yaml", yaml);

        Assert.Throws<DeliveryException>(() => new ChartValues(folder.Path, new ClusterSettings("k3s") { Domain = "d" })
            .Of(new("x", "1.0.0", new("oci://x/y"), "x", "x", "values.yaml", HasCrds: false)));
    }
}
