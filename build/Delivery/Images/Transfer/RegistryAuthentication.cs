using System.Collections.Concurrent;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace GitOpsDemo.Delivery.Images.Transfer;

/// <summary>
/// Answers a registry's challenges: Basic, or Bearer with a token from the endpoint that the challenge names.
/// Neither password nor token ever travels without TLS, except to this computer and to registries that the settings file lists as plain, or
/// to another host than the one that it is for.
/// </summary>
internal sealed class RegistryAuthentication(HttpClient http, RegistryAccess access)
{
    private const int LargestToken = 64 * 1024;

    private readonly ConcurrentDictionary<string, AuthenticationHeaderValue> _known = new();

    /// <summary>Adds what is known to open a repository, when the request goes to its own registry.</summary>
    public void Apply(HttpRequestMessage request, ImageReference image)
    {
        if (_known.TryGetValue(image.Name, out var header) && request.RequestUri!.Authority == RegistryUri.Of(image, access).Authority)
        {
            request.Headers.Authorization = header;
        }
    }

    /// <summary>Answers a 401. Afterwards <see cref="Apply"/> opens the repository.</summary>
    /// <returns>False when there is nothing new to try.</returns>
    /// <exception cref="DeliveryException">The registry asks for what must not be sent.</exception>
    public async Task<bool> AnswerAsync(
        HttpResponseMessage response, ImageReference image, string actions, CancellationToken cancellationToken)
    {
        var header = AuthenticationChallenge.Read(response.Headers.WwwAuthenticate) switch
        {
            { IsBearer: true } challenge => await TokenAsync(challenge, image, actions, cancellationToken),
            { IsBearer: false } => await BasicAsync(image, cancellationToken),
            null => null,
        };
        if (header is null || header.Equals(response.RequestMessage?.Headers.Authorization))
        {
            return false;
        }

        _known[image.Name] = header;
        return true;
    }

    private async Task<AuthenticationHeaderValue?> BasicAsync(ImageReference image, CancellationToken cancellationToken) =>
        await access.LoginAsync(image.Registry, cancellationToken) is { } login
            ? new AuthenticationHeaderValue("Basic", login.ToBase64())
            : null;

    private async Task<AuthenticationHeaderValue> TokenAsync(
        AuthenticationChallenge challenge, ImageReference image, string actions, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, TokenUri(challenge, image, actions));
        request.Headers.Authorization = await BasicAsync(image, cancellationToken);
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw await RegistryFailure.OfAsync(response, image, "getting a token", cancellationToken);
        }

        var content = await BoundedContent.ReadAsync(response, LargestToken, cancellationToken);
        return new AuthenticationHeaderValue("Bearer", TokenOf(content) ?? throw Unusable(image, "its answer has no token"));
    }

    private Uri TokenUri(AuthenticationChallenge challenge, ImageReference image, string actions)
    {
        if (!Uri.TryCreate(challenge.Realm, UriKind.Absolute, out var realm)
            || !(realm.Scheme == Uri.UriSchemeHttps || (realm.Scheme == Uri.UriSchemeHttp && IsBesidePlain(realm, image)))
            || realm.UserInfo.Length > 0)
        {
            throw Unusable(image, $"it is not https: `{Untrusted.Shown(challenge.Realm ?? "")}`");
        }

        var scope = challenge.Scope ?? $"repository:{image.Repository}:{actions}";
        var service = challenge.Service is null ? "" : $"service={Uri.EscapeDataString(challenge.Service)}&";
        var query = $"{service}scope={Uri.EscapeDataString(scope)}";
        return new UriBuilder(realm) { Query = realm.Query.Length > 1 ? $"{realm.Query[1..]}&{query}" : query }.Uri;
    }

    /// <summary>
    /// Whether a realm without TLS is as safe as its registry: both on this computer, or both where the settings file says so.
    /// </summary>
    private bool IsBesidePlain(Uri realm, ImageReference image) =>
        (realm.IsLoopback && image.IsLoopback)
        || (access.IsPlain(image) && realm.Host == RegistryUri.Of(image, access).Host);

    private static string? TokenOf(byte[] content)
    {
        try
        {
            using var document = JsonDocument.Parse(content);
            var token = Text(document.RootElement, "token") ?? Text(document.RootElement, "access_token");
            return token is { Length: > 0 } && token.All(c => char.IsAsciiLetterOrDigit(c) || "-._~+/=".Contains(c)) ? token : null;
        }
        catch (Exception exception) when (ForeignJson.IsOfContent(exception))
        {
            return null;
        }
    }

    private static string? Text(JsonElement answer, string name) =>
        answer.ValueKind == JsonValueKind.Object && answer.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;

    private static DeliveryException Unusable(ImageReference image, string why) => new(
        $"the token endpoint that {image.Registry} names can't be used",
        why,
        "ask the registry's operator; the registry must name an https token endpoint");
}

/// <summary>What a registry asks for in <c>WWW-Authenticate</c> (RFC 9110, section 11.6.1; Distribution's token specification).</summary>
/// <param name="IsBearer">A token from <paramref name="Realm"/> is asked for; else a name and password.</param>
/// <param name="Realm">Where to get the token.</param>
/// <param name="Service">The service that the token is for.</param>
/// <param name="Scope">What the token is to permit.</param>
internal sealed record AuthenticationChallenge(bool IsBearer, string? Realm, string? Service, string? Scope)
{
    private static readonly Regex Parameter = new(
        """(?<name>[a-zA-Z]+)\s*=\s*"(?<value>[^"\\]*)"|(?<name>[a-zA-Z]+)\s*=\s*(?<value>[^\s",]+)""");

    /// <summary>Reads the challenges of a response; a token is preferred. Null when no scheme is supported.</summary>
    public static AuthenticationChallenge? Read(HttpHeaderValueCollection<AuthenticationHeaderValue> challenges) =>
        challenges
            .Select(Read)
            .OfType<AuthenticationChallenge>()
            .OrderByDescending(challenge => challenge.IsBearer)
            .FirstOrDefault();

    private static AuthenticationChallenge? Read(AuthenticationHeaderValue challenge)
    {
        if (challenge.Scheme.Equals("Basic", StringComparison.OrdinalIgnoreCase))
        {
            return new AuthenticationChallenge(false, null, null, null);
        }

        if (!challenge.Scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
        {
            return null;
        }

        var parameters = Parameter.Matches(challenge.Parameter ?? "")
            .GroupBy(match => match.Groups["name"].Value, match => match.Groups["value"].Value, StringComparer.OrdinalIgnoreCase)
            .ToDictionary(group => group.Key, group => group.First(), StringComparer.OrdinalIgnoreCase);
        return new AuthenticationChallenge(
            true,
            parameters.GetValueOrDefault("realm"),
            parameters.GetValueOrDefault("service"),
            parameters.GetValueOrDefault("scope"));
    }
}
