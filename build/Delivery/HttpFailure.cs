using System.Text.Json;

namespace GitOpsDemo.Delivery;

/// <summary>What an HTTP client throws when a server is away, silent, or breaks off.</summary>
internal static class HttpFailure
{
    /// <summary>Whether an exception is such a failure: not the end that a caller asked for.</summary>
    public static bool Is(Exception exception) =>
        exception is HttpRequestException or IOException or JsonException or TaskCanceledException { InnerException: TimeoutException };
}
