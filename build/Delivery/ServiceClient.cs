using System.Net;
using System.Text.Json;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Delivery;

/// <summary>The build's way to servers: through the proxy that the system names, and without one to this computer.</summary>
public static class ServiceClient
{
    // The connections of the whole run: what is asked again every two seconds is not asked over new ones.
    private static readonly SocketsHttpHandler Shared = Handler();

    private static readonly SocketsHttpHandler Guarded = Unredirected(ServerTls.Default);

    /// <summary>To make a connection where the whole answer has a limit, too.</summary>
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan AnswerTimeout = TimeSpan.FromSeconds(15);

    /// <summary>The proxy of every client of the build.</summary>
    internal static IWebProxy Proxy => new LoopbackBypass(HttpClient.DefaultProxy);

    /// <summary>A handler for a client of its own.</summary>
    /// <param name="connectTimeout">How long a connection may take to be made; null for as long as the system tries.</param>
    public static SocketsHttpHandler Handler(TimeSpan? connectTimeout = null) =>
        new() { ConnectTimeout = connectTimeout ?? Timeout.InfiniteTimeSpan, Proxy = Proxy };

    /// <summary>A client for the API at an address. Each question has a time limit of its own.</summary>
    /// <param name="access">What the server is shown; null for nothing.</param>
    /// <param name="transcript">Keeps what is asked and answered; null where nobody does.</param>
    public static HttpClient For(Uri address, ServerAccess? access = null, Transcript? transcript = null)
    {
        HttpMessageHandler handler = access is null ? Shared : new AccessHandler(Guarded, address, access);
        return new(transcript?.Of(handler) ?? handler, disposeHandler: false)
        {
            BaseAddress = address,
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>A client for an API of small answers: each has 15 s and 16 MiB at most.</summary>
    /// <inheritdoc cref="For"/>
    public static HttpClient Bounded(Uri address, ServerAccess access)
    {
        var client = For(address, access);
        (client.Timeout, client.MaxResponseContentBufferSize) = (AnswerTimeout, SmallFile.Largest);
        return client;
    }

    /// <summary>A client for addresses of any server, with the same limits.</summary>
    public static HttpClient Bounded() =>
        new(Handler(ConnectTimeout)) { Timeout = AnswerTimeout, MaxResponseContentBufferSize = SmallFile.Largest };

    /// <summary>A handler that follows no redirect.</summary>
    internal static SocketsHttpHandler Unredirected(ServerTls tls)
    {
        var handler = Handler();
        handler.AllowAutoRedirect = false;
        tls.ApplyTo(handler);
        return handler;
    }
}

/// <summary>What an HTTP client throws when a server is away, silent, or breaks off.</summary>
public static class HttpFailure
{
    /// <summary>Whether an exception is such a failure: not the end that a caller asked for.</summary>
    public static bool Is(Exception exception) =>
        exception is HttpRequestException or IOException or JsonException or TaskCanceledException { InnerException: TimeoutException };
}

/// <summary>
/// The proxy that the system or the environment names, but never for this computer: <c>HTTP_PROXY</c> alone would catch the lab's services
/// too.
/// </summary>
internal sealed class LoopbackBypass(IWebProxy proxy) : IWebProxy
{
    public ICredentials? Credentials
    {
        get => proxy.Credentials;
        set => proxy.Credentials = value;
    }

    public Uri? GetProxy(Uri destination) => IsBypassed(destination) ? null : proxy.GetProxy(destination);

    public bool IsBypassed(Uri host) => host.IsLoopback || proxy.IsBypassed(host);
}
