namespace GitOpsDemo.Delivery;

/// <summary>Clients of the APIs that proof is asked of.</summary>
public static class ServiceClient
{
    // The connections of the whole run: what is asked again every two seconds is not asked over new ones.
    private static readonly SocketsHttpHandler Direct = new() { UseProxy = false };
    private static readonly SocketsHttpHandler ByProxy = new();

    /// <summary>A client for an address; on this computer no proxy is on the way. Each question has a time limit of its own.</summary>
    public static HttpClient For(Uri address) =>
        new(address.IsLoopback ? Direct : ByProxy, disposeHandler: false) { BaseAddress = address, Timeout = Timeout.InfiniteTimeSpan };
}
