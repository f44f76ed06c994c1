using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmUninstallTests : HelmVerbTests<HelmUninstallSettings>
{
    protected override HelmUninstallSettings Minimal => new() { Release = "demo" };

    protected override string MinimalLine => "helm uninstall demo";

    protected override HelmUninstallSettings Full => new()
    {
        IgnoreNotFound = true,
        Release = "demo",
        Timeout = TimeSpan.FromSeconds(90),
        Wait = true,
    };

    protected override string FullLine => "helm uninstall demo --ignore-not-found --wait --timeout 90s";

    [Fact]
    public void A_release_is_needed() => AssertMissing("Release", () => Context.HelmUninstall(new HelmUninstallSettings()));

    protected override void Invoke(ICakeContext context, HelmUninstallSettings settings) => context.HelmUninstall(settings);
}
