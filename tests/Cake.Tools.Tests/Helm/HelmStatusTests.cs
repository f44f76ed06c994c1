using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmStatusTests : HelmVerbTests<HelmStatusSettings>
{
    protected override HelmStatusSettings Minimal => new() { Release = "demo" };

    protected override string MinimalLine => "helm status demo";

    protected override HelmStatusSettings Full => new()
    {
        Output = "json",
        Release = "demo",
    };

    protected override string FullLine => "helm status demo --output json";

    [Fact]
    public void A_release_is_needed() => AssertMissing("Release", () => Context.HelmStatus(new HelmStatusSettings()));

    protected override void Invoke(ICakeContext context, HelmStatusSettings settings) => context.HelmStatus(settings);
}
