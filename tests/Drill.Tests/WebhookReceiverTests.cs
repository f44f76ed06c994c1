using System.Net;
using System.Net.Sockets;
using System.Text;
using GitOpsDemo.Delivery;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Drill.Tests;

public sealed class WebhookReceiverTests : IAsyncLifetime, IDisposable
{
    private readonly WebhookReceiver _receiver = new(FreePort.Next());
    private readonly HttpClient _http = new();

    [Fact]
    public async Task It_knows_what_it_was_told_of_and_not_yet_of_its_end()
    {
        Assert.Equal(HttpStatusCode.OK, await PostAsync(Message(("firing", "A", "1"), ("firing", "B", "2"))));
        Assert.Equal(HttpStatusCode.OK, await PostAsync(Message(("resolved", "A", "1"))));

        Assert.Equal("B", Assert.Single(_receiver.Firing)["alertname"]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("""{"alerts":[{"status":"firing"}]}""")]
    public async Task What_is_no_message_is_refused(string text)
    {
        Assert.Equal(HttpStatusCode.BadRequest, await PostAsync(text));
        Assert.Empty(_receiver.Firing);
    }

    [Fact]
    public async Task A_message_that_is_larger_than_16_MiB_is_refused() =>
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, await PostAsync(new string(' ', (16 * 1024 * 1024) + 1)));

    [Fact]
    public async Task Nobody_else_is_listened_to()
    {
        using var get = await _http.GetAsync(_receiver.Address);
        using var elsewhere = await _http.PostAsync(new Uri(_receiver.Address, "/"), null);

        Assert.Equal(HttpStatusCode.MethodNotAllowed, get.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, elsewhere.StatusCode);
    }

    [Fact]
    public void A_port_that_is_taken_is_told()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();

        var failure = Assert.Throws<DeliveryException>(() => new WebhookReceiver(((IPEndPoint)other.LocalEndpoint).Port));

        Assert.Contains("can't be listened on", failure.Message, StringComparison.Ordinal);
    }

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose() => _http.Dispose();

    /// <summary>As Alertmanager 0.25 sends it, shortened to what is read of it.</summary>
    private static string Message(params (string Status, string Alert, string Fingerprint)[] alerts)
    {
        var sent = alerts.Select(alert => $$$"""
            {
              "status": "{{{alert.Status}}}", "labels": {"alertname": "{{{alert.Alert}}}"},
              "startsAt": "2026-11-22T15:00:00Z", "fingerprint": "{{{alert.Fingerprint}}}"
            }
            """);
        return $$"""{"receiver":"gitops-demo","status":"firing","version":"4","alerts":[{{string.Join(',', sent)}}]}""";
    }

    private async Task<HttpStatusCode> PostAsync(string text)
    {
        using var response = await _http.PostAsync(_receiver.Address, new StringContent(text, Encoding.UTF8, "application/json"));
        return response.StatusCode;
    }
}
