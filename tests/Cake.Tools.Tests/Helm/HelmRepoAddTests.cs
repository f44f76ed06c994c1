using Cake.Core;
using Cake.Helm;

namespace Cake.Tools.Tests.Helm;

public sealed class HelmRepoAddTests : HelmVerbTests<HelmRepoAddSettings>
{
    protected override HelmRepoAddSettings Minimal => new() { Name = "grafana", Url = "https://charts.example.com" };

    protected override string MinimalLine => "helm repo add grafana https://charts.example.com";

    protected override HelmRepoAddSettings Full => new()
    {
        ForceUpdate = true,
        Name = "grafana",
        Url = "https://charts.example.com",
    };

    protected override string FullLine => "helm repo add grafana https://charts.example.com --force-update";

    [Fact]
    public void A_name_is_needed() =>
        AssertMissing("Name", () => Context.HelmRepoAdd(new HelmRepoAddSettings { Url = "https://charts.example.com" }));

    [Fact]
    public void An_address_is_needed() => AssertMissing("Url", () => Context.HelmRepoAdd(new HelmRepoAddSettings { Name = "grafana" }));

    protected override void Invoke(ICakeContext context, HelmRepoAddSettings settings) => context.HelmRepoAdd(settings);
}
