using System.Net;
using System.Text;
using System.Text.Json;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>Turns a registry's refusal into what a person can act on, or into what is tried again.</summary>
internal static class RegistryFailure
{
    private const int LongestExplanation = 4096;

    /// <summary>What to throw for an answer that was not expected.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="image">What it is about.</param>
    /// <param name="what">What was tried, such as <c>pushing a blob</c>.</param>
    /// <param name="cancellationToken">Ends the reading of the body.</param>
    public static async Task<Exception> OfAsync(
        HttpResponseMessage response, ImageReference image, string what, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = await BoundedContent.UpToAsync(stream, LongestExplanation, cancellationToken);
        var why = $"{image.Registry} answered {(int)response.StatusCode}{Explanation(body)}";
        return HttpRetry.IsTransient(response.StatusCode)
            ? new TransientHttpException(why, HttpRetry.RetryAfter(response))
            : new DeliveryException($"{what} of {image} failed", why, Next(response.StatusCode, image));
    }

    private static string Next(HttpStatusCode status, ImageReference image) => status switch
    {
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"set REGISTRY_USERNAME and REGISTRY_PASSWORD to an account of {image.Registry} that may push to {image.Repository}",
        HttpStatusCode.NotFound => "check --image-registry, --image-repository and --image-tag, or push the image first",
        _ => "look at the registry's own log, or name another one with --image-registry",
    };

    /// <summary>The codes and messages of the specification's error document; nothing when it is none.</summary>
    private static string Explanation(byte[] body)
    {
        try
        {
            using var document = JsonDocument.Parse(body);
            var errors = document.RootElement.GetProperty("errors").EnumerateArray()
                .Select(error => $"{Text(error, "code")} {Text(error, "message")}")
                .ToList();
            return errors.Count == 0 ? "" : $": {Untrusted.Shown(string.Join("; ", errors))}";
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return body.Length == 0 ? "" : $": {Untrusted.Shown(Encoding.UTF8.GetString(body))}";
        }
    }

    private static string Text(JsonElement error, string name) => error.TryGetProperty(name, out var text) ? text.ToString() : "";
}
