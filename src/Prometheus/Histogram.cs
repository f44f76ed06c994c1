namespace Prometheus;

/// <summary>Counts observations in buckets and adds them up.</summary>
/// <remarks>A scrape between the two writes of an observation sees it in the sum before it sees it in the buckets.</remarks>
public sealed class Histogram : Collector<Histogram.Child>
{
    private readonly HistogramBuckets _buckets;

    internal Histogram(string name, string help, string[] labelNames, HistogramConfiguration configuration)
        : base(name, help, labelNames, configuration)
    {
        if (labelNames.Contains("le"))
        {
            throw new ArgumentException("'le' is the label of a histogram's buckets: give yours another name.");
        }

        _buckets = new(configuration.Buckets);
    }

    /// <inheritdoc cref="Child.Sum"/>
    public double Sum => Unlabelled.Sum;

    /// <inheritdoc cref="Child.Count"/>
    public long Count => Unlabelled.Count;

    internal override MetricType Type => MetricType.Histogram;

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

    /// <inheritdoc cref="ChildBase.Publish"/>
    public void Publish() => Unlabelled.Publish();

    /// <inheritdoc cref="ChildBase.Unpublish"/>
    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues, bool isPublished) => new(this, labelValues, isPublished);

    /// <summary>One series of a histogram.</summary>
    public sealed class Child : ChildBase
    {
        private readonly Histogram _histogram;
        private readonly HistogramCells _cells;

        internal Child(Histogram histogram, string[] labelValues, bool isPublished)
            : base(histogram, labelValues, isPublished)
        {
            _histogram = histogram;
            _cells = new(histogram._buckets.Count);
        }

        /// <summary>The sum of all observations.</summary>
        public double Sum => _cells.Sum;

        /// <summary>How many observations there were.</summary>
        public long Count => Enumerable.Range(0, _histogram._buckets.Count).Sum(_cells.Count);

        /// <summary>Takes one observation in. Not a number is passed over.</summary>
        public void Observe(double val) => Observe(val, 1);

        /// <summary>Takes several observations of the same value in.</summary>
        public void Observe(double val, long count)
        {
            if (double.IsNaN(val))
            {
                return;
            }

            _cells.Add(_histogram._buckets.Find(val), val * count, count);
            Publish();
        }

        internal override void Write(SampleWriter writer)
        {
            var buckets = _histogram._buckets;
            Span<long> cumulative = stackalloc long[buckets.Count];
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
                writer.EndSample();
            }
        }
    }
}
