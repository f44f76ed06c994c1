using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmVersionTests : HelmVerbTests<HelmVersionSettings>
{
    protected override HelmVersionSettings Minimal => new();

    protected override string MinimalLine => "helm version --template {{.Version}}";

    protected override HelmVersionSettings Full => new();

    protected override string FullLine => "helm version --template {{.Version}}";

    [Fact]
    public void The_version_comes_back()
    {
        Processes.Output = ["v4.1.4"];

        Assert.Equal("v4.1.4", Context.HelmVersion(Minimal));
    }

    protected override void Invoke(ICakeContext context, HelmVersionSettings settings) => context.HelmVersion(settings);
}
