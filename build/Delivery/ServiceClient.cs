using System.Net;

namespace GitOpsDemo.Delivery;

/// <summary>The build's way to servers: through the proxy that the system names, and without one to this computer.</summary>
public static class ServiceClient
{
    // The connections of the whole run: what is asked again every two seconds is not asked over new ones.
    private static readonly SocketsHttpHandler Shared = Handler();

    /// <summary>The proxy of every client of the build.</summary>
    internal static IWebProxy Proxy => new LoopbackBypass(HttpClient.DefaultProxy);

    /// <summary>A handler for a client of its own.</summary>
    /// <param name="connectTimeout">How long a connection may take to be made; null for as long as the system tries.</param>
    public static SocketsHttpHandler Handler(TimeSpan? connectTimeout = null) =>
        new() { ConnectTimeout = connectTimeout ?? Timeout.InfiniteTimeSpan, Proxy = Proxy };

    /// <summary>A client for the API at an address. Each question has a time limit of its own.</summary>
    public static HttpClient For(Uri address) =>
        new(Shared, disposeHandler: false) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
}
