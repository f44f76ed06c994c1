using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmRollbackTests : HelmVerbTests<HelmRollbackSettings>
{
    protected override HelmRollbackSettings Minimal => new() { Release = "demo" };

    protected override string MinimalLine => "helm rollback demo";

    protected override HelmRollbackSettings Full => new()
    {
        Release = "demo",
        Revision = 6,
        Timeout = TimeSpan.FromSeconds(90),
        Wait = true,
    };

    protected override string FullLine => "helm rollback demo 6 --wait --timeout 90s";

    [Fact]
    public void A_release_is_needed() => AssertMissing("Release", () => Context.HelmRollback(new HelmRollbackSettings()));

    protected override void Invoke(ICakeContext context, HelmRollbackSettings settings) => context.HelmRollback(settings);
}
