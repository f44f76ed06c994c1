using GitOpsDemo.Delivery.Monitoring.Prometheus;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;

namespace GitOpsDemo.Delivery.Tests;

/// <summary>Real TLS with a CA that this computer does not trust.</summary>
public sealed class ServerTlsTests : IDisposable
{
    private const string Rules = """{"status":"success","data":{"groups":[]}}""";

    private readonly TestCertificates _certificates = new();

    public void Dispose() => _certificates.Dispose();

    [Fact]
    public async Task A_private_CA_is_trusted_where_the_settings_file_names_it_and_else_the_message_says_how()
    {
        await using var server = await HttpStub.StartTlsAsync(context => context.Response.WriteAsync(Rules), _certificates.Server);

        Assert.Empty(await Client(server.Address, new(_certificates.CaFile, null, null)).RulesAsync(default));
        var failure = await Assert.ThrowsAsync<DeliveryException>(() => Client(server.Address, ServerTls.Default).RulesAsync(default));

        Assert.Contains("its certificate is not trusted here", failure.Why, StringComparison.Ordinal);
        Assert.Contains("caFile under servers.prometheus", failure.Next, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_s_certificate_is_shown_to_its_own_server_and_to_none_that_this_redirects_to()
    {
        var shown = new List<string?>();
        await using var elsewhere = await HttpStub.StartTlsAsync(
            context =>
            {
                shown.Add(context.Connection.ClientCertificate?.Subject);
                return context.Response.WriteAsync(Rules);
            },
            _certificates.Server,
            asks: true);
        await using var server = await HttpStub.StartTlsAsync(
            context =>
            {
                shown.Add(context.Connection.ClientCertificate?.Subject);
                context.Response.Redirect($"{elsewhere.Address}api/v1/rules");
                return Task.CompletedTask;
            },
            _certificates.Server,
            asks: true);
        var tls = new ServerTls(_certificates.CaFile, _certificates.CertFile, _certificates.KeyFile);

        await Assert.ThrowsAsync<DeliveryException>(() => Client(server.Address, tls).RulesAsync(default));

        Assert.Equal(["CN=a client"], shown.Distinct());
        Assert.Empty(elsewhere.Requests);
    }

    [Theory]
    [InlineData("missing.pem", "")]
    [InlineData("empty.pem", "no certificate")]
    public async Task A_file_that_can_t_be_used_is_named(string file, string why)
    {
        using var folder = new TemporaryFolder();
        folder.Write("empty.pem", "");

        var failure = await Assert.ThrowsAsync<DeliveryException>(
            () => Client(new("https://127.0.0.1:9/"), new(folder[file], null, null)).RulesAsync(default));

        Assert.Contains($"caFile {folder[file]} can't be used", failure.What, StringComparison.Ordinal);
        Assert.Contains(why, failure.Why, StringComparison.Ordinal);
    }

    private static PrometheusClient Client(Uri address, ServerTls tls) =>
        new(ServiceClient.For(address, ServerAccess.Of("Prometheus", tls, _ => null)));
}
