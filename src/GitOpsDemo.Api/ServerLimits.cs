using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace GitOpsDemo.Api;

/// <summary>What one client may take of the server: far more than any honest request needs.</summary>
internal static class ServerLimits
{
    private const int Kibibyte = 1024;

    public static void Apply(KestrelServerOptions kestrel)
    {
        // Which server it is, is nobody's business.
        kestrel.AddServerHeader = false;
        var limits = kestrel.Limits;
        limits.MaxRequestLineSize = 8 * Kibibyte;
        limits.MaxRequestHeadersTotalSize = 16 * Kibibyte;
        limits.MaxRequestHeaderCount = 64;

        // The only body that is taken is a plan of faults.
        limits.MaxRequestBodySize = 16 * Kibibyte;

        // A letter at a time would else hold a connection for half a minute.
        limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }
}
