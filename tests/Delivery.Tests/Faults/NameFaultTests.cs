using GitOpsDemo.Delivery.GitOps;
using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>Names that no resolver knows (RFC 6761, section 6.4): said in words, with the name in them.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class NameFaultTests
{
    [Fact]
    public async Task A_registry()
    {
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System, limits: RegistryFaultTests.Impatient);

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => client.ResolveAsync(ImageReference.Parse("registry.invalid/demo:1.0")));

        Assert.Contains("registry.invalid", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", failure.Next);
    }

    [Fact]
    public async Task A_Prometheus()
    {
        using var http = new HttpClient { BaseAddress = new Uri("http://prometheus.invalid/"), Timeout = Timeout.InfiniteTimeSpan };

        var failure = await Assert.ThrowsAsync<DeliveryException>(() => new PrometheusClient(http).RulesAsync(default));

        Assert.Contains("prometheus.invalid", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", failure.Next);
    }

    [Fact]
    public async Task A_forge()
    {
        using var forge = await Forge.StartAsync();
        var settings = forge.Settings() with { Remote = "http://git.invalid/gitops.git" };

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => new GitOpsRepository(settings, forge.Runner, forge.Log, new HurryingTime()).TipAsync(default));

        Assert.Contains("git.invalid", failure.Message, StringComparison.Ordinal);
        Assert.NotEqual("", failure.Next);
    }
}
