using System.Net;
using System.Text;
using System.Text.Json;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>Turns a registry's refusal into what a person can act on, or into what is tried again.</summary>
internal static class RegistryFailure
{
    private const int LongestExplanation = 4096;
    private const string Html = "text/html";
    private const string PageNext =
        "check --image-registry: what answers there is not a registry, but for example its web pages or a login page";

    /// <summary>What to throw for an answer that was not expected.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="image">What it is about.</param>
    /// <param name="what">What was tried, such as <c>pushing a blob</c>.</param>
    public static async Task<Exception> OfAsync(
        HttpResponseMessage response, ImageReference image, string what, CancellationToken cancellationToken)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancellationToken);
        var body = await BoundedContent.UpToAsync(stream, LongestExplanation, cancellationToken);
        var isPage = response.Content.Headers.ContentType?.MediaType == Html;
        var said = isPage ? " with a page in HTML, as no registry does" : Explanation(body);
        var pause = HttpRetry.RetryAfter(response);
        var asking = pause is { } asked ? $"; it asks for a pause of {asked.TotalSeconds:0} s" : "";
        var why = $"{image.Registry} answered {(int)response.StatusCode}{said}{asking}";
        var next = isPage ? PageNext : Next(response.StatusCode, said, image);
        return HttpRetry.IsTransient(response.StatusCode)
            ? new TransientHttpException(why, pause) { Next = next }
            : new DeliveryException(
                $"{what} of {image} failed", why, next ?? "look at the registry's own log, or name another one with --image-registry");
    }

    /// <summary>Whether what should be a registry's answer is a page, such as one to log in with.</summary>
    public static bool IsPage(HttpResponseMessage response) =>
        response.IsSuccessStatusCode && response.Content.Headers.ContentType?.MediaType == Html;

    /// <summary>What fixes it, where a person can: by the registry's own words, and else by the status.</summary>
    private static string? Next(HttpStatusCode status, string said, ImageReference image) => status switch
    {
        _ when Says(said, "immutable") || Says(said, "cannot be overwritten") || Says(said, "not allow updating") =>
            $"push under another tag with --image-tag: another image is under {image.Tag}, and the registry lets no tag be overwritten",
        HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed =>
            $"push under another tag with --image-tag, if {image.Tag} is there and may not be overwritten; or look at the registry's rules",
        HttpStatusCode.BadRequest when Says(said, "TAG_INVALID") => "push under another tag with --image-tag, one that the registry takes",
        HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
            $"set REGISTRY_USERNAME and REGISTRY_PASSWORD to an account that may push to {image.Repository}, "
                + $"or docker login {image.Registry}",
        HttpStatusCode.NotFound when Says(said, "NAME_UNKNOWN") || Says(said, "does not exist") =>
            $"make the repository {image.Repository} first, where the registry makes none by itself "
                + $"(ECR: aws ecr create-repository --repository-name {image.Repository}); or fix --image-repository",
        HttpStatusCode.NotFound => "check --image-registry, --image-repository and --image-tag, or push the image first",
        HttpStatusCode.TooManyRequests => $"wait and run this again; {image.Registry} may allow more after a login",
        HttpStatusCode.RequestEntityTooLarge => "let the proxy before the registry take larger bodies (client_max_body_size of nginx)",
        _ => null,
    };

    private static bool Says(string said, string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);

    /// <summary>The codes and messages of the specification's error document; empty when the body is something else.</summary>
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
