using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmUpgradeTests : HelmVerbTests<HelmUpgradeSettings>
{
    protected override HelmUpgradeSettings Minimal => new() { Release = "demo", Chart = "./chart" };

    protected override string MinimalLine => "helm upgrade demo ./chart";

    protected override HelmUpgradeSettings Full => new()
    {
        Chart = "oci://registry.example.com/charts/demo",
        CreateNamespace = true,
        Install = true,
        Release = "demo",
        RollbackOnFailure = true,
        Timeout = TimeSpan.FromMinutes(5),
        Values = ["values.yaml", "-"],
        Version = "1.4.0",
        Wait = true,
    };

    protected override string FullLine =>
        "helm upgrade --install demo oci://registry.example.com/charts/demo --version 1.4.0 --values values.yaml --values - " +
        "--create-namespace --wait --rollback-on-failure --timeout 300s";

    [Fact]
    public void A_release_is_needed() => AssertMissing("Release", () => Context.HelmUpgrade(new HelmUpgradeSettings { Chart = "./chart" }));

    [Fact]
    public void A_chart_is_needed() => AssertMissing("Chart", () => Context.HelmUpgrade(new HelmUpgradeSettings { Release = "demo" }));

    [Fact]
    public void Helm_3_has_its_own_name_for_a_rollback_on_failure()
    {
        var settings = Minimal;
        settings.MajorVersion = 3;
        settings.RollbackOnFailure = true;

        Context.HelmUpgrade(settings);

        Assert.Equal("helm upgrade demo ./chart --atomic", Processes.Line);
    }

    [Fact]
    public void Values_may_come_on_the_standard_input()
    {
        var settings = Minimal;
        settings.Values = ["-"];
        settings.StandardInput = "adminPassword: canary";

        Context.HelmUpgrade(settings);

        Assert.Equal("helm upgrade demo ./chart --values -", Processes.Line);
        Assert.Equal("adminPassword: canary", Processes.StandardInput);
    }

    [Fact]
    public void Every_line_comes_back()
    {
        Processes.Output = ["{", "}"];

        Assert.Equal("{\n}", Context.HelmUpgrade(Minimal));
    }

    protected override void Invoke(ICakeContext context, HelmUpgradeSettings settings) => context.HelmUpgrade(settings);
}
