namespace Prometheus;

/// <summary>Counts events, or adds up amounts that only grow.</summary>
public sealed class Counter : Collector<Counter.Child>
{
    internal Counter(string name, string help, string[] labelNames, CounterConfiguration configuration)
        : base(name, help, labelNames, configuration)
    {
    }

    /// <inheritdoc cref="Child.Value"/>
    public double Value => Unlabelled.Value;

    internal override MetricType Type => MetricType.Counter;

    /// <inheritdoc cref="Child.Inc(double)"/>
    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    /// <inheritdoc cref="Child.IncTo(double)"/>
    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    /// <inheritdoc cref="ChildBase.Publish"/>
    public void Publish() => Unlabelled.Publish();

    /// <inheritdoc cref="ChildBase.Unpublish"/>
    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues, bool isPublished) => new(this, labelValues, isPublished);

    /// <summary>One series of a counter.</summary>
    public sealed class Child : ChildBase
    {
        private readonly Counter _counter;
        private StripedDouble _value;

        internal Child(Counter counter, string[] labelValues, bool isPublished)
            : base(counter, labelValues, isPublished) => _counter = counter;

        /// <summary>What has been counted so far.</summary>
        public double Value => _value.Value;

        /// <summary>Adds an amount, one when none is given.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
        public void Inc(double increment = 1)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(increment);
            _value.Add(increment);
            Publish();
        }

        /// <summary>Takes over a count that something else keeps; a lower one than the present value changes nothing.</summary>
        public void IncTo(double targetValue)
        {
            _value.RaiseTo(targetValue);
            Publish();
        }

        internal override void Write(SampleWriter writer)
        {
            writer.WriteSeries(_counter, default, LabelBytes);
            writer.WriteValue(Value);
            writer.EndSample();
        }
    }
}
