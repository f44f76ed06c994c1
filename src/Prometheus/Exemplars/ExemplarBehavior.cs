namespace Prometheus;

/// <summary>Where a metric's exemplars come from.</summary>
/// <remarks>
/// The provider is asked once per series (and bucket) after each scrape that can carry exemplars: no scraper sees more than one,
/// and so events cost nothing where nobody collects them. An exemplar that the caller gives is always taken.
/// </remarks>
public sealed class ExemplarBehavior
{
    internal static readonly ExemplarBehavior Default = new() { DefaultExemplarProvider = (_, _) => Exemplar.FromTraceContext() };

    /// <summary>Called for events without an exemplar of their own; null for none.</summary>
    public ExemplarProvider? DefaultExemplarProvider { get; set; }

    /// <summary>Only exemplars that callers give.</summary>
    public static ExemplarBehavior NoExemplars() => new();
}
