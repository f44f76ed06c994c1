using System.Net;
using System.Text;
using System.Text.Json.Nodes;

namespace GitOpsDemo.Delivery.Monitoring.Dashboards;

/// <summary>Talks to Grafana.</summary>
/// <param name="http">Its base address is that of Grafana; it knows who asks.</param>
public sealed class GrafanaClient(HttpClient http)
{
    private readonly Uri _address = http.BaseAddress!;

    private readonly ApiServer _server = new("Grafana", http.BaseAddress!)
    {
        LoginHint = "set GRAFANA_TOKEN to the token of a service account that may edit, GRAFANA_USERNAME and GRAFANA_PASSWORD, "
            + "or GRAFANA_ADMIN_PASSWORD to the password that Grafana was first started with",
    };

    /// <summary>Sends a request.</summary>
    /// <returns>The status, and the answer when it is JSON.</returns>
    /// <exception cref="DeliveryException">Grafana did not answer, or does not know who asks.</exception>
    public async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(_address, path));
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return await _server.AccessFailureAsync(response, path, cancellationToken) is { } closed
                ? throw closed
                : (response.StatusCode, Json(text));
        }
        catch (HttpRequestException exception)
        {
            throw _server.NoAnswer(path, exception);
        }
        catch (TaskCanceledException exception) when (exception.InnerException is TimeoutException)
        {
            throw _server.Failure(path, $"no whole answer within {http.Timeout.TotalSeconds:0} s", exception);
        }
    }

    /// <summary>What Grafana did not take, in its own words.</summary>
    public DeliveryException Refused(string what, HttpStatusCode status, JsonNode? answer) =>
        new(
            $"Grafana did not take {what}",
            $"{(int)status} {Untrusted.Shown($"{answer.Text("status")} {answer.Text("message")}")}".TrimEnd(),
            $"look at {_address}");

    private static JsonNode? Json(string text)
    {
        try
        {
            return text.Length == 0 ? null : ForeignJson.Read(text, "the answer", "");
        }
        catch (DeliveryException)
        {
            return null;
        }
    }
}
