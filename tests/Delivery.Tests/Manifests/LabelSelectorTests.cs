using GitOpsDemo.Delivery.Manifests.Kinds;

namespace GitOpsDemo.Delivery.Tests.Manifests;

public sealed class LabelSelectorTests
{
    private static readonly Dictionary<string, string> Labels = new() { ["app"] = "shop", ["tier"] = "web" };

    [Theory]
    [InlineData("tier", "In", "web,api", true)]
    [InlineData("tier", "In", "api", false)]
    [InlineData("zone", "In", "a", false)]
    [InlineData("tier", "NotIn", "web", false)]
    [InlineData("zone", "NotIn", "a", true)]
    [InlineData("tier", "Exists", "", true)]
    [InlineData("zone", "Exists", "", false)]
    [InlineData("zone", "DoesNotExist", "", true)]
    [InlineData("tier", "DoesNotExist", "", false)]
    [InlineData("tier", "Like", "w", false)]
    public void A_requirement_means_what_it_means_in_Kubernetes(string key, string @operator, string values, bool matches)
    {
        var requirement = new LabelRequirement(key, @operator, values.Split(',', StringSplitOptions.RemoveEmptyEntries));

        Assert.Equal(matches, new LabelSelector(new Dictionary<string, string>(), [requirement]).Matches(Labels));
    }

    [Fact]
    public void Every_label_must_match()
    {
        Assert.True(LabelSelector.ByLabels(new Dictionary<string, string> { ["app"] = "shop" }).Matches(Labels));
        Assert.False(LabelSelector.ByLabels(new Dictionary<string, string> { ["app"] = "shop", ["tier"] = "api" }).Matches(Labels));
    }

    [Fact]
    public void It_reads_as_kubectl_writes_it()
    {
        var selector = new LabelSelector(
            new Dictionary<string, string> { ["app"] = "shop" },
            [new("tier", "In", ["web", "api"]), new("zone", "Exists", [])]);

        Assert.Equal("app=shop, tier In (web, api), zone Exists", selector.ToString());
    }
}
