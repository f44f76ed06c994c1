namespace Prometheus;

/// <summary>A metric and its series: one child for each combination of label values.</summary>
/// <typeparam name="TChild">What a series is written through; callers keep it and so pay for the look-up once.</typeparam>
public abstract class Collector<TChild> : Collector
    where TChild : ChildBase
{
    // The value of every label of the series that stands for all those beyond the limit.
    private const string Overflow = "overflow";

    private readonly SeriesTable<TChild> _byLabels = new();
    private readonly List<TChild> _inOrder = [];
    private readonly Lock _gate = new();
    private readonly bool _publishesAtOnce;
    private TChild? _unlabelled;
    private TChild? _overflow;

    private protected Collector(
        CollectorRegistry registry, string name, string help, string[] labelNames, MetricConfiguration configuration)
        : base(registry, name, help, labelNames) => _publishesAtOnce = !configuration.SuppressInitialValue;

    /// <summary>The only series of a metric without labels.</summary>
    protected internal TChild Unlabelled => _unlabelled ?? WithLabels(ReadOnlySpan<string>.Empty);

    /// <inheritdoc cref="WithLabels(ReadOnlySpan{string})"/>
    public TChild WithLabels(params string[] labelValues)
    {
        ArgumentNullException.ThrowIfNull(labelValues);
        return WithLabels(labelValues.AsSpan());
    }

    /// <inheritdoc cref="WithLabels(ReadOnlySpan{string})"/>
    public TChild WithLabels(ReadOnlyMemory<string> labelValues) => WithLabels(labelValues.Span);

    /// <summary>
    /// The series with these label values, made when it is the first time. Finding one that is there allocates nothing.
    /// Beyond <see cref="CollectorRegistry.SeriesLimit"/> it is the one series whose labels are all <c>overflow</c>.
    /// </summary>
    /// <exception cref="ArgumentException">Their number is not that of the label names, or one is null.</exception>
    public TChild WithLabels(params ReadOnlySpan<string> labelValues) => _byLabels.Find(labelValues) ?? Add(labelValues);

    /// <summary>Takes a series off the page; it is forgotten, and a child that a caller kept writes into nothing.</summary>
    public void RemoveLabelled(params string[] labelValues)
    {
        ArgumentNullException.ThrowIfNull(labelValues);
        _byLabels.Find(labelValues)?.Remove();
    }

    /// <summary>The label values of all series.</summary>
    public IEnumerable<string[]> GetAllLabelValues()
    {
        lock (_gate)
        {
            return [.. _inOrder.Where(child => child.LabelValues.Length > 0).Select(child => child.LabelValues.ToArray())];
        }
    }

    internal sealed override void Remove(ChildBase child)
    {
        lock (_gate)
        {
            var removed = (TChild)child;
            if (_inOrder.Remove(removed))
            {
                _byLabels.Remove(removed);
                _unlabelled = child == _unlabelled ? null : _unlabelled;
                _overflow = child == _overflow ? null : _overflow;
            }
        }
    }

    internal sealed override void Write(SampleWriter writer)
    {
        if (LabelCount == 0)
        {
            _ = Unlabelled;
        }

        writer.WriteMetadata(this);
        if (writer.CarriesExemplars)
        {
            WantsExemplars = ExemplarBehavior.DefaultExemplarProvider is not null;
        }

        // The page is memory, so this holds up nobody but a thread that makes a new series of this metric.
        lock (_gate)
        {
            foreach (var child in _inOrder)
            {
                if (child.IsPublished)
                {
                    child.Write(writer);
                }
            }
        }
    }

    private protected abstract TChild NewChild(string[] labelValues, bool isPublished);

    private TChild Add(ReadOnlySpan<string> labelValues)
    {
        if (labelValues.Length != LabelCount)
        {
            throw new ArgumentException(
                $"{Name} has {LabelCount} labels ({string.Join(", ", LabelNames)}) and was given {labelValues.Length} values.");
        }

        if (labelValues.Contains(null!))
        {
            throw new ArgumentException($"{Name} was given a label value that is null.");
        }

        var child = GetOrAdd(Escaping.WellFormed(labelValues), out var isOverflow);
        if (isOverflow)
        {
            Registry.CountOverflow(this);
        }

        return child;
    }

    private TChild GetOrAdd(string[] labelValues, out bool isOverflow)
    {
        lock (_gate)
        {
            isOverflow = false;
            if (_byLabels.Find(labelValues) is { } existing)
            {
                return existing;
            }

            isOverflow = _inOrder.Count >= Registry.SeriesLimitOf(this);
            if (isOverflow)
            {
                return _overflow ??= OverflowSeries();
            }

            var child = Keep(NewChild(labelValues, _publishesAtOnce));
            _unlabelled = LabelCount == 0 ? child : null;
            return child;
        }
    }

    /// <summary>A caller may have asked for a series of these labels already.</summary>
    private TChild OverflowSeries()
    {
        string[] labelValues = [.. Enumerable.Repeat(Overflow, LabelCount)];
        return _byLabels.Find(labelValues) ?? Keep(NewChild(labelValues, _publishesAtOnce));
    }

    private TChild Keep(TChild child)
    {
        _byLabels.Add(child);
        _inOrder.Add(child);
        return child;
    }
}
