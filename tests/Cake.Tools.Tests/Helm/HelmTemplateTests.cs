using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmTemplateTests : HelmVerbTests<HelmTemplateSettings>
{
    protected override HelmTemplateSettings Minimal => new() { Release = "demo", Chart = "./chart" };

    protected override string MinimalLine => "helm template demo ./chart";

    protected override HelmTemplateSettings Full => new()
    {
        Chart = "grafana/loki",
        IncludeCrds = true,
        Release = "loki",
        Values = ["values.yaml"],
        Version = "18.11.0",
    };

    protected override string FullLine => "helm template loki grafana/loki --version 18.11.0 --values values.yaml --include-crds";

    [Fact]
    public void A_release_is_needed() =>
        AssertMissing("Release", () => Context.HelmTemplate(new HelmTemplateSettings { Chart = "./chart" }));

    [Fact]
    public void A_chart_is_needed() => AssertMissing("Chart", () => Context.HelmTemplate(new HelmTemplateSettings { Release = "demo" }));

    protected override void Invoke(ICakeContext context, HelmTemplateSettings settings) => context.HelmTemplate(settings);
}
