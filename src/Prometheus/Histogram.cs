namespace Prometheus;

/// <summary>Counts observations in buckets and adds them up.</summary>
/// <remarks>A scrape between the two writes of an observation sees it in the sum before it sees it in the buckets.</remarks>
public sealed class Histogram : Collector<Histogram.Child>
{
    private readonly HistogramBuckets _buckets;

    internal Histogram(CollectorRegistry registry, string name, string help, string[] labelNames, HistogramConfiguration configuration)
        : base(registry, name, help, labelNames, configuration)
    {
        if (labelNames.Contains("le"))
        {
            throw new ArgumentException("'le' is the label of a histogram's buckets: give yours another name.");
        }

        _buckets = new(configuration.Buckets);
        ExemplarBehavior = configuration.ExemplarBehavior ?? ExemplarBehavior.Default;
    }

    /// <inheritdoc cref="Child.Sum"/>
    public double Sum => Unlabelled.Sum;

    /// <inheritdoc cref="Child.Count"/>
    public long Count => Unlabelled.Count;

    internal override MetricType Type => MetricType.Histogram;

    internal override ExemplarBehavior ExemplarBehavior { get; }

    /// <summary>Bounds of which each is the one before times a factor.</summary>
    /// <param name="start">The first bound, above zero.</param>
    /// <param name="factor">More than one.</param>
    /// <param name="count">How many, at least one.</param>
    public static double[] ExponentialBuckets(double start, double factor, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(start);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(factor, 1);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);

        // Decimals, so that 0.1 × 10 is written as 1.
        var bounds = new double[count];
        var next = (decimal)start;
        for (var index = 0; index < count; index++, next *= (decimal)factor)
        {
            bounds[index] = (double)next;
        }

        return bounds;
    }

    /// <summary>Bounds at equal distances.</summary>
    /// <param name="start">The first bound.</param>
    /// <param name="width">The distance, above zero.</param>
    /// <param name="count">How many, at least one.</param>
    public static double[] LinearBuckets(double start, double width, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(width);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(count);
        return [.. Enumerable.Range(0, count).Select(index => (double)((decimal)start + (index * (decimal)width)))];
    }

    /// <summary>Divides the ranges between powers of ten: from -1 to 1 in 2 parts gives 0.5, 1, 5 and 10.</summary>
    /// <param name="startPower">The exponent at which the first range begins.</param>
    /// <param name="endPower">The exponent at which the last range ends, higher than the first.</param>
    /// <param name="divisions">The parts of each range, at least one.</param>
    public static double[] PowersOfTenDividedBuckets(int startPower, int endPower, int divisions)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(startPower, endPower);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(divisions);
        var bounds =
            from power in Enumerable.Range(startPower, endPower - startPower)
            from part in Enumerable.Range(1, divisions)
            select (double)((decimal)Math.Pow(10, power + 1) * part / divisions);

        // With more than ten parts, a range has bounds below the end of the one before it: they are the same numbers.
        return [.. bounds.Distinct().Order()];
    }

    /// <inheritdoc cref="Child.Observe(double)"/>
    public void Observe(double val) => Unlabelled.Observe(val);

    /// <inheritdoc cref="Child.Observe(double, long)"/>
    public void Observe(double val, long count) => Unlabelled.Observe(val, count);

    /// <inheritdoc cref="Child.Observe(double, Exemplar?)"/>
    public void Observe(double val, Exemplar? exemplar) => Unlabelled.Observe(val, exemplar);

    /// <inheritdoc cref="ChildBase.Publish"/>
    public void Publish() => Unlabelled.Publish();

    /// <inheritdoc cref="ChildBase.Unpublish"/>
    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues, bool isPublished) => new(this, labelValues, isPublished);

    /// <summary>One series of a histogram.</summary>
    public sealed class Child : ChildBase
    {
        private const int MostOnStack = 128;

        private readonly Histogram _histogram;
        private readonly HistogramCells _cells;

        // One per bucket, made by the first scrape that can carry exemplars or the first exemplar that a caller gives.
        private ExemplarSlot[]? _exemplars;

        internal Child(Histogram histogram, string[] labelValues, bool isPublished)
            : base(histogram, labelValues, isPublished)
        {
            _histogram = histogram;
            _cells = new(histogram._buckets.Count);
            _exemplars = histogram.WantsExemplars ? NewExemplars() : null;
        }

        /// <summary>The sum of all observations.</summary>
        public double Sum => _cells.Sum;

        /// <summary>How many observations there were.</summary>
        public long Count => Enumerable.Range(0, _histogram._buckets.Count).Sum(_cells.Count);

        /// <summary>Takes one observation in. What is no number is passed over.</summary>
        public void Observe(double val) => Observe(val, 1, null);

        /// <summary>Takes several observations of the same value in.</summary>
        public void Observe(double val, long count) => Observe(val, count, null);

        /// <summary>
        /// Takes one observation in and keeps the exemplar that leads to its cause; null leaves that to the
        /// <see cref="Prometheus.ExemplarBehavior"/>.
        /// </summary>
        public void Observe(double val, Exemplar? exemplar) => Observe(val, 1, exemplar);

        private void Observe(double val, long count, Exemplar? exemplar)
        {
            if (double.IsNaN(val))
            {
                return;
            }

            var bucket = _histogram._buckets.Find(val);
            _cells.Add(bucket, val * count, count);
            if (exemplar is not null)
            {
                Exemplars[bucket].Record(exemplar, _histogram, val);
            }
            else if (_exemplars is { } exemplars && exemplars[bucket].IsWanted)
            {
                exemplars[bucket].Ask(_histogram, val);
            }

            Publish();
        }

        private ExemplarSlot[] Exemplars => _exemplars ?? Interlocked.CompareExchange(ref _exemplars, NewExemplars(), null) ?? _exemplars;

        internal override void Write(SampleWriter writer)
        {
            var buckets = _histogram._buckets;
            Span<long> cumulative = buckets.Count <= MostOnStack ? stackalloc long[buckets.Count] : new long[buckets.Count];
            var total = 0L;
            for (var bucket = 0; bucket < cumulative.Length; bucket++)
            {
                cumulative[bucket] = total += _cells.Count(bucket);
            }

            writer.WriteSeries(_histogram, "_sum"u8, LabelBytes);
            writer.WriteValue(Sum);
            writer.EndSample();
            writer.WriteSeries(_histogram, "_count"u8, LabelBytes);
            writer.WriteCount(total);
            writer.EndSample();
            for (var bucket = 0; bucket < cumulative.Length; bucket++)
            {
                writer.WriteSeries(_histogram, "_bucket"u8, LabelBytes, buckets.Label(bucket, writer.Format));
                writer.WriteCount(cumulative[bucket]);
                if (writer.CarriesExemplars)
                {
                    writer.WriteExemplar(Exemplars[bucket].Read(_histogram));
                }

                writer.EndSample();
            }
        }

        private ExemplarSlot[] NewExemplars()
        {
            var exemplars = new ExemplarSlot[_histogram._buckets.Count];
            Array.Fill(exemplars, new ExemplarSlot(_histogram.WantsExemplars));
            return exemplars;
        }
    }
}
