using System.Net;

namespace GitOpsDemo.Delivery;

/// <summary>
/// The proxy that the system or the environment names, but never for this computer: <c>HTTP_PROXY</c> alone would catch the lab's services too.
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
