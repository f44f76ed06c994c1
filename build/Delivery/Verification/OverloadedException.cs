namespace GitOpsDemo.Delivery.Verification;

/// <summary>A server answered that it has too much to do.</summary>
/// <param name="message">What it answered.</param>
/// <param name="patience">How long it asks to be left alone; null when it does not say.</param>
internal sealed class OverloadedException(string message, TimeSpan? patience) : HttpRequestException(message)
{
    /// <summary>How long it asks to be left alone (<c>Retry-After</c>); null when it does not say.</summary>
    public TimeSpan? Patience { get; } = patience;
}
