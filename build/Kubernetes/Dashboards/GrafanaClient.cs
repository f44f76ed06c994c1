using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using GitOpsDemo.Delivery;

namespace GitOpsDemo.Kubernetes.Dashboards;

/// <summary>Talks to Grafana as its administrator. The password is in a header alone, and in no message.</summary>
internal sealed class GrafanaClient(HttpClient http, Uri address, GrafanaCredentials credentials)
{
    /// <summary>Sends a request.</summary>
    /// <returns>The status, and the answer when it is JSON.</returns>
    /// <exception cref="DeliveryException">Grafana did not answer, or does not know the administrator.</exception>
    public async Task<(HttpStatusCode Status, JsonNode? Answer)> SendAsync(
        HttpMethod method, string path, JsonNode? body, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, new Uri(address, path));
        request.Headers.Authorization = credentials.Header;
        request.Content = body is null ? null : new StringContent(body.ToJsonString(), Encoding.UTF8, "application/json");
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            var text = await response.Content.ReadAsStringAsync(cancellationToken);
            return response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? throw new DeliveryException(
                    $"Grafana at {address} refuses its administrator or service account",
                    $"{(int)response.StatusCode} for {path}",
                    "set GRAFANA_ADMIN_PASSWORD to the password that Grafana was first started with, "
                    + "or GRAFANA_TOKEN to the token of a service account that may edit")
                : (response.StatusCode, Json(text));
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException { InnerException: TimeoutException })
        {
            throw new DeliveryException(
                $"Grafana at {address} did not answer",
                exception.Message,
                $"curl -s {new Uri(address, "api/health")} shows what answers there",
                exception);
        }
    }

    /// <summary>What Grafana did not take, in its own words.</summary>
    public DeliveryException Refused(string what, HttpStatusCode status, JsonNode? answer) =>
        new(
            $"Grafana did not take {what}",
            $"{(int)status} {Untrusted.Shown($"{answer.Text("status")} {answer.Text("message")}")}".TrimEnd(),
            $"look at {address}");

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
