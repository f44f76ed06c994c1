using System.Runtime.CompilerServices;

namespace Prometheus;

/// <summary>One series of a metric. Threads may write to it at once.</summary>
public abstract class ChildBase : IDisposable
{
    private readonly Collector _parent;
    private volatile bool _isPublished;

    private protected ChildBase(Collector parent, string[] labelValues, bool isPublished)
    {
        _parent = parent;
        _isPublished = isPublished;
        LabelValues = labelValues;
        LabelBytes = parent.EncodeLabels(labelValues);
    }

    internal string[] LabelValues { get; }

    internal byte[] LabelBytes { get; }

    internal bool IsPublished => _isPublished;

    /// <summary>Puts the series on the page. Writing a value does so too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Publish()
    {
        // Read first: a write on every event would make all processors fight for the flag's cache line.
        if (!_isPublished)
        {
            _isPublished = true;
        }
    }

    /// <summary>Takes the series off the page until its next value. The value is kept.</summary>
    public void Unpublish() => _isPublished = false;

    /// <summary>Removes the series from its metric.</summary>
    public void Remove() => _parent.Remove(this);

    /// <inheritdoc cref="Remove"/>
    public void Dispose()
    {
        Remove();
        GC.SuppressFinalize(this);
    }

    internal abstract void Write(SampleWriter writer);
}
