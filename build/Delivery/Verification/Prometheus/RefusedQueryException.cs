namespace GitOpsDemo.Delivery.Verification.Prometheus;

/// <summary>Prometheus can't evaluate a query: the query is wrong, or matches what can't be brought together. Asking again does not help.</summary>
/// <param name="message">What it answered.</param>
internal sealed class RefusedQueryException(string message) : Exception(message)
{
    /// <summary>Whether an <see href="https://prometheus.io/docs/prometheus/latest/querying/api/#format-overview">error type</see> says so.</summary>
    public static bool Is(string? errorType) => errorType is "bad_data" or "execution";
}
