using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace GitOpsDemo.LabAgent.Forwarding;

/// <summary>Which headers a proxy passes on (RFC 9110, section 7.6.1).</summary>
internal static class Headers
{
    public const string ForwardedFor = "X-Forwarded-For";

    private static readonly HashSet<string> HopByHop = new(StringComparer.OrdinalIgnoreCase)
    {
        HeaderNames.Connection,
        HeaderNames.KeepAlive,
        HeaderNames.ProxyAuthenticate,
        HeaderNames.ProxyAuthorization,
        HeaderNames.ProxyConnection,
        HeaderNames.TE,
        HeaderNames.Trailer,
        HeaderNames.TransferEncoding,
        HeaderNames.Upgrade,
    };

    /// <summary>The headers for the next hop: those of this connection alone, and those that <c>Connection</c> names, stay here.</summary>
    public static IEnumerable<(string Name, string?[] Values)> EndToEnd(
        IEnumerable<KeyValuePair<string, StringValues>> headers, StringValues connection)
    {
        var named = connection.ToString().Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return headers
            .Where(header => !HopByHop.Contains(header.Key) && !named.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
            .Select(header => (header.Key, header.Value.ToArray()));
    }
}
