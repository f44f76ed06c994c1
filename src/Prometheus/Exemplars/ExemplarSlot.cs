namespace Prometheus;

/// <summary>Holds the exemplar of one sample from one scrape to the next. Of two events at once either may win.</summary>
internal struct ExemplarSlot(bool isWanted)
{
    private RecordedExemplar? _recorded;
    private bool _isWanted = isWanted;

    /// <summary>Whether an exemplar of the provider would be taken. Read on every event, written on every scrape.</summary>
    public readonly bool IsWanted => _isWanted;

    public void Record(Exemplar exemplar, Collector metric, double value)
    {
        if (exemplar.Pairs.Length > 0)
        {
            var now = (metric.Time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalSeconds;
            _recorded = new(exemplar, value, now);
            _isWanted = false;
        }
    }

    /// <summary>The last exemplar; from now on the provider is asked for the next one.</summary>
    public RecordedExemplar? Read(Collector metric)
    {
        _isWanted = metric.WantsExemplars;
        return _recorded;
    }

    /// <summary>Asks the provider.</summary>
    public void Ask(Collector metric, double value)
    {
        if (metric.ExemplarBehavior.DefaultExemplarProvider?.Invoke(metric, value) is { } exemplar)
        {
            Record(exemplar, metric, value);
        }
    }
}
