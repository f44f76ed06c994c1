using GitOpsDemo.Delivery.Images;
using GitOpsDemo.Delivery.Images.Transfer;
using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Delivery.Tests.Images;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.Faults;

/// <summary>An answer that breaks off is asked for again, however the connection ended.</summary>
public sealed class CutAnswerTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_registry_whose_manifest_breaks_off_is_asked_again(bool resets)
    {
        await using var server = new CutServer(resets, MediaTypes.Manifest, """{"schemaVersion":2}""");
        using var client = new RegistryClient(new RecordingLog(), TimeProvider.System, limits: RegistryFaultTests.Impatient);

        var manifest = await client.GetManifestAsync(ImageReference.Create(server.Address.Authority, "demo", "1.0"));

        Assert.Equal(("""{"schemaVersion":2}""".Length, 2), (manifest.Content.Length, server.Answers));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_Prometheus_whose_answer_breaks_off_is_asked_again(bool resets)
    {
        await using var server = new CutServer(resets, "application/json", """{"status":"success","data":{"alerts":[]}}""");
        using var http = new HttpClient { BaseAddress = server.Address };

        Assert.Empty(await new PrometheusClient(http).AlertsAsync(default));

        Assert.Equal(2, server.Answers);
    }
}
