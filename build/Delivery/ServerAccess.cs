using System.Text;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery;

/// <summary>What a server, or a proxy before it, is shown with each question: from the environment, and for one origin.</summary>
public sealed class ServerAccess
{
    private readonly IReadOnlyList<KeyValuePair<string, string>> _headers;
    private readonly ServerTls _tls;
    private readonly Lazy<HttpMessageInvoker?> _own;

    private ServerAccess(IReadOnlyList<KeyValuePair<string, string>> headers, ServerTls tls)
    {
        (_headers, _tls) = (headers, tls);
        _own = new(() => tls.IsDefault ? null : new(ServiceClient.Unredirected(tls), disposeHandler: false));
    }

    /// <summary>Whether the server is shown who asks by a token or a password.</summary>
    public bool HasLogin => _headers.Any(header => header.Key == "Authorization");

    /// <summary>Whether nothing is set for the server.</summary>
    public bool IsEmpty => _headers.Count == 0;

    /// <summary>Sends to the server's own origin alone, by its certificates; null where it has none.</summary>
    internal HttpMessageInvoker? Own => _own.Value;

    /// <summary>The same, with a name and a password.</summary>
    public ServerAccess WithLogin(string user, string password) =>
        new([new("Authorization", Basic(user, password)), .. _headers.Where(header => header.Key != "Authorization")], _tls);

    private static string Basic(string user, string? password) =>
        $"Basic {Convert.ToBase64String(Encoding.UTF8.GetBytes($"{user}:{password}"))}";

    /// <summary>
    /// What is set for a server: <c>PROMETHEUS_TOKEN</c>, or <c>PROMETHEUS_USERNAME</c> and <c>PROMETHEUS_PASSWORD</c>;
    /// <c>PROMETHEUS_HEADERS</c>.
    /// </summary>
    /// <param name="server">Its name, such as <c>Prometheus</c>.</param>
    /// <param name="tls">Its certificates; those that this computer trusts when null.</param>
    /// <param name="variable">The value of an environment variable; null when it is not set.</param>
    /// <exception cref="DeliveryException">What is set can't be used.</exception>
    public static ServerAccess Of(string server, ServerTls? tls = null, Func<string, string?>? variable = null)
    {
        variable ??= SecretVariables.ValueOf;
        var name = SecretVariables.Of(server, "HEADERS");
        KeyValuePair<string, string>[] headers = [.. LoginOf(server, variable), .. HeadersOf(name, variable(name) ?? "")];
        using var probe = new HttpRequestMessage();
        return Array.TrueForAll(
            headers, header => probe.Headers.TryAddWithoutValidation(header.Key, header.Value) && Untrusted.IsPlain(header.Value))
            ? new(headers, tls ?? ServerTls.Default)
            : throw new DeliveryException(
                $"what is set for {server} can't be used",
                "a header has characters that are not allowed in it",
                $"fix {name} or the credentials");
    }

    /// <summary>The header that says who asks, by a token or by a name and a password; none where neither is set.</summary>
    private static IEnumerable<KeyValuePair<string, string>> LoginOf(string server, Func<string, string?> variable)
    {
        var (token, user, password) = (Set("TOKEN"), Set("USERNAME"), Set("PASSWORD"));
        return (token, user) switch
        {
            (not null, not null) => throw new DeliveryException(
                $"{SecretVariables.Of(server, "TOKEN")} and {SecretVariables.Of(server, "USERNAME")} can't both be used",
                "both are set",
                "unset one of them"),
            (not null, null) => [new("Authorization", $"Bearer {token}")],
            (null, not null) => [new("Authorization", Basic(user, password))],
            _ => [],
        };

        string? Set(string part) => variable(SecretVariables.Of(server, part));
    }

    /// <summary>The headers of a variable, such as <c>X-Scope-OrgID: team</c>, separated by <c>;</c> or line breaks.</summary>
    private static IEnumerable<KeyValuePair<string, string>> HeadersOf(string variable, string value) => value
        .Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        .Select(header => header.Split(':', 2, StringSplitOptions.TrimEntries) is [{ Length: > 0 } key, { Length: > 0 } content]
            ? KeyValuePair.Create(key, content)
            : throw new DeliveryException(
                $"{variable} can't be used",
                "a part of it is not a header",
                $"write {variable}='X-Scope-OrgID: team', several with ; between them"));

    internal void AddTo(HttpRequestMessage request)
    {
        foreach (var header in _headers)
        {
            request.Headers.Remove(header.Key);
            request.Headers.TryAddWithoutValidation(header.Key, header.Value);
        }
    }
}

/// <summary>
/// Asks a server with what it wants to be shown, and follows its redirects, without that where they lead to another origin.
/// </summary>
/// <param name="inner">Sends a request, and follows nothing.</param>
/// <param name="origin">Where the server is.</param>
/// <param name="access">What it is shown.</param>
internal sealed class AccessHandler(HttpMessageHandler inner, Uri origin, ServerAccess access) : DelegatingHandler(inner)
{
    private const int MostRedirects = 5;

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var answer = await SendOnceAsync(request, cancellationToken);
        for (var redirects = 0; redirects < MostRedirects && TargetOf(request, answer) is { } target; redirects++)
        {
            answer.Dispose();
            request = new(request.Method, target);
            answer = await SendOnceAsync(request, cancellationToken);
        }

        return answer;
    }

    private Task<HttpResponseMessage> SendOnceAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (IsOrigin(request.RequestUri!))
        {
            access.AddTo(request);
            if (access.Own is { } own)
            {
                return own.SendAsync(request, cancellationToken);
            }
        }

        return base.SendAsync(request, cancellationToken);
    }

    /// <summary>Whether an address is the server's, be it for a question or for a web socket.</summary>
    private bool IsOrigin(Uri address) =>
        (address.Scheme is "https" or "wss") == (origin.Scheme is "https")
        && Uri.Compare(address, origin, UriComponents.HostAndPort, UriFormat.SafeUnescaped, StringComparison.OrdinalIgnoreCase) == 0;

    /// <summary>Where a question is redirected to; null where it is not, or would leave https.</summary>
    private static Uri? TargetOf(HttpRequestMessage request, HttpResponseMessage answer) =>
        request.Method == HttpMethod.Get
            && (int)answer.StatusCode is 301 or 302 or 303 or 307 or 308
            && answer.Headers.Location is { } location
        && new Uri(request.RequestUri!, location) is { Scheme: "http" or "https" } target
        && !(request.RequestUri!.Scheme == "https" && target.Scheme == "http")
            ? target
            : null;
}
