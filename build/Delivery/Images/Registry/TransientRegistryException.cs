namespace GitOpsDemo.Delivery.Images.Registry;

/// <summary>A registry failed in a way that may pass: a broken or silent connection, too many requests, a server's own error.</summary>
internal sealed class TransientRegistryException(string message, TimeSpan? retryAfter = null, Exception? cause = null)
    : Exception(message, cause)
{
    /// <summary>How long the registry asks to be left alone, if it says.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;
}
