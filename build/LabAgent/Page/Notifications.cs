using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http.Features;

namespace GitOpsDemo.LabAgent.Page;

/// <summary>What Alertmanager has sent to the lab's receiver since the agent began, the latest first.</summary>
internal sealed class Notifications(TimeProvider time)
{
    private const int Most = 50;
    private const int MostBytes = 1024 * 1024;

    private ImmutableList<JsonElement> _all = [];

    public IReadOnlyList<JsonElement> All => _all;

    /// <summary>
    /// Takes one (<see href="https://prometheus.io/docs/alerting/latest/configuration/#webhook_config"/>). A page of another site can't
    /// send JSON here without being asked first, and nobody answers that.
    /// </summary>
    public static async Task TakeAsync(HttpContext context)
    {
        context.Features.GetRequiredFeature<IHttpMaxRequestBodySizeFeature>().MaxRequestBodySize = MostBytes;
        var notifications = context.RequestServices.GetRequiredService<Notifications>();
        context.Response.StatusCode = await notifications.IsTakenAsync(context.Request)
            ? StatusCodes.Status200OK
            : StatusCodes.Status400BadRequest;
    }

    private async Task<bool> IsTakenAsync(HttpRequest request)
    {
        if (request.ContentType?.StartsWith("application/json", StringComparison.OrdinalIgnoreCase) != true
            || request.Headers.Origin.Count > 0)
        {
            return false;
        }

        try
        {
            if (await JsonNode.ParseAsync(request.Body, cancellationToken: request.HttpContext.RequestAborted) is not JsonObject message)
            {
                return false;
            }

            message["receivedAt"] = time.GetUtcNow();
            var element = JsonSerializer.SerializeToElement(message, PageJson.Default.JsonNode);
            ImmutableInterlocked.Update(ref _all, all => [element, .. all.Take(Most - 1)]);
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }
}
