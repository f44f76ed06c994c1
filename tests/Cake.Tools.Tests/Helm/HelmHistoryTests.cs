using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmHistoryTests : HelmVerbTests<HelmHistorySettings>
{
    protected override HelmHistorySettings Minimal => new() { Release = "demo" };

    protected override string MinimalLine => "helm history demo";

    protected override HelmHistorySettings Full => new()
    {
        Max = 3,
        Output = "json",
        Release = "demo",
    };

    protected override string FullLine => "helm history demo --max 3 --output json";

    [Fact]
    public void A_release_is_needed() => AssertMissing("Release", () => Context.HelmHistory(new HelmHistorySettings()));

    protected override void Invoke(ICakeContext context, HelmHistorySettings settings) => context.HelmHistory(settings);
}
