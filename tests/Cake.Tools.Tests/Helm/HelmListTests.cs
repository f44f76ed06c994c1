using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmListTests : HelmVerbTests<HelmListSettings>
{
    protected override HelmListSettings Minimal => new();

    protected override string MinimalLine => "helm list";

    protected override HelmListSettings Full => new()
    {
        AllNamespaces = true,
        Output = "json",
    };

    protected override string FullLine => "helm list --all-namespaces --output json";

    [Fact]
    public void Helm_3_lists_pending_releases_only_when_asked_for_all()
    {
        Context.HelmList(new HelmListSettings { MajorVersion = 3 });

        Assert.Equal("helm list --all", Processes.Line);
    }

    protected override void Invoke(ICakeContext context, HelmListSettings settings) => context.HelmList(settings);
}
