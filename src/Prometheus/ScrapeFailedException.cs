namespace Prometheus;

/// <summary>Thrown by a callback before a scrape when the values can't be had: the scrape is answered with 503 and this message.</summary>
public class ScrapeFailedException : Exception
{
    /// <summary>A failure without a reason.</summary>
    public ScrapeFailedException()
    {
    }

    /// <summary>A failure with the reason that the scraper is told.</summary>
    public ScrapeFailedException(string message)
        : base(message)
    {
    }

    /// <summary>A failure with the reason that the scraper is told, and its cause.</summary>
    public ScrapeFailedException(string message, Exception inner)
        : base(message, inner)
    {
    }
}
