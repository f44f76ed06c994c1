using System.Collections.Concurrent;

namespace Prometheus;

/// <summary>A set of metrics with a page of its own. Metrics are added, never taken away.</summary>
public sealed class CollectorRegistry
{
    private const string OverflowMetric = "metrics_series_overflow_total";
    private const string OverflowHelp = "Look-ups of series beyond the limit of their metric; they count in its series 'overflow'.";

    private readonly Dictionary<string, Collector> _byName = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();
    private readonly ConcurrentBag<Page> _pages = [];

    // Replaced, never changed: a scrape reads them without the lock.
    private volatile Collector[] _inOrder = [];
    private volatile Action[] _callbacks = [];
    private volatile Func<CancellationToken, Task>[] _asyncCallbacks = [];

    internal CollectorRegistry(TimeProvider time) => Time = time;

    /// <summary>
    /// How many series a metric can have, 10,000 when nothing else is set. What goes beyond is kept in one more series whose labels are all
    /// <c>overflow</c>, and <c>metrics_series_overflow_total{metric}</c> counts the look-ups that ended there.
    /// </summary>
    /// <remarks>prometheus-net has no such limit.</remarks>
    public int SeriesLimit { get; set; } = 10_000;

    internal TimeProvider Time { get; }

    /// <summary>
    /// Calls an action before each scrape, for values that are read, not counted. It delays the scrape, and scrapes may run at once.
    /// What it throws fails the scrape.
    /// </summary>
    public void AddBeforeCollectCallback(Action callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_gate)
        {
            _callbacks = [.. _callbacks, callback];
        }
    }

    /// <inheritdoc cref="AddBeforeCollectCallback(Action)"/>
    public void AddBeforeCollectCallback(Func<CancellationToken, Task> callback)
    {
        ArgumentNullException.ThrowIfNull(callback);
        lock (_gate)
        {
            _asyncCallbacks = [.. _asyncCallbacks, callback];
        }
    }

    /// <inheritdoc cref="CollectAndExportAsTextAsync(Stream, ExpositionFormat, CancellationToken)"/>
    public Task CollectAndExportAsTextAsync(Stream to, CancellationToken cancel = default) =>
        CollectAndExportAsTextAsync(to, ExpositionFormat.PrometheusText, cancel);

    /// <summary>Writes the whole page, or nothing when a callback failed.</summary>
    /// <exception cref="ScrapeFailedException">A callback said that the values can't be had.</exception>
    public async Task CollectAndExportAsTextAsync(Stream to, ExpositionFormat format, CancellationToken cancel = default)
    {
        ArgumentNullException.ThrowIfNull(to);
        var page = await CollectAsync(format, cancel);
        try
        {
            await to.WriteAsync(page.Written, cancel);
        }
        finally
        {
            Return(page);
        }
    }

    internal TCollector GetOrAdd<TCollector>(string name, string[] labelNames, Func<TCollector> create)
        where TCollector : Collector
    {
        ArgumentNullException.ThrowIfNull(name);
        lock (_gate)
        {
            if (!_byName.TryGetValue(name, out var existing))
            {
                var created = create();
                _byName.Add(name, created);
                _inOrder = [.. _inOrder, created];
                return created;
            }

            return existing is TCollector same && same.HasLabels(labelNames)
                ? same
                : throw new InvalidOperationException(
                    $"{name} is registered already, as a {existing.Type} with the labels ({string.Join(", ", existing.LabelNames)}).");
        }
    }

    /// <summary>Writes the page of one scrape; the caller gives it back with <see cref="Return"/>.</summary>
    /// <exception cref="ScrapeFailedException">A callback failed.</exception>
    internal async ValueTask<Page> CollectAsync(ExpositionFormat format, CancellationToken cancel)
    {
        try
        {
            foreach (var callback in _callbacks)
            {
                callback();
            }

            if (_asyncCallbacks is { Length: > 0 } asyncCallbacks)
            {
                await RunAsync(asyncCallbacks, cancel);
            }
        }
        catch (Exception failure) when (failure is not ScrapeFailedException && !cancel.IsCancellationRequested)
        {
            // Values that could not be read would be published as if they were fresh: better no page than a wrong one.
            throw new ScrapeFailedException($"A value could not be read: {failure.Message}", failure);
        }

        return Write(format);
    }

    internal int SeriesLimitOf(Collector collector) => collector.Name == OverflowMetric ? int.MaxValue : SeriesLimit;

    internal void CountOverflow(Collector collector) =>
        new MetricFactory(this)
            .CreateCounter(OverflowMetric, OverflowHelp, "metric")
            .WithLabels(collector.Name)
            .Inc();

    internal void Return(Page page)
    {
        page.Clear();
        _pages.Add(page);
    }

    private static Task RunAsync(Func<CancellationToken, Task>[] callbacks, CancellationToken cancel) =>
        Task.WhenAll(callbacks.Select(callback => callback(cancel)));

    private Page Write(ExpositionFormat format)
    {
        var page = _pages.TryTake(out var used) ? used : new Page();
        var writer = new SampleWriter(page, format);
        foreach (var collector in _inOrder)
        {
            collector.Write(writer);
        }

        writer.WriteEnd();
        return page;
    }
}
