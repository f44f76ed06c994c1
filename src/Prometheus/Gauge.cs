namespace Prometheus;

/// <summary>A value that goes up and down.</summary>
public sealed class Gauge : Collector<Gauge.Child>
{
    internal Gauge(CollectorRegistry registry, string name, string help, string[] labelNames, GaugeConfiguration configuration)
        : base(registry, name, help, labelNames, configuration)
    {
    }

    /// <inheritdoc cref="Child.Value"/>
    public double Value => Unlabelled.Value;

    internal override MetricType Type => MetricType.Gauge;

    /// <inheritdoc cref="Child.Set(double)"/>
    public void Set(double val) => Unlabelled.Set(val);

    /// <inheritdoc cref="Child.Inc(double)"/>
    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    /// <inheritdoc cref="Child.Dec(double)"/>
    public void Dec(double decrement = 1) => Unlabelled.Dec(decrement);

    /// <inheritdoc cref="Child.IncTo(double)"/>
    public void IncTo(double targetValue) => Unlabelled.IncTo(targetValue);

    /// <inheritdoc cref="Child.DecTo(double)"/>
    public void DecTo(double targetValue) => Unlabelled.DecTo(targetValue);

    /// <inheritdoc cref="ChildBase.Publish"/>
    public void Publish() => Unlabelled.Publish();

    /// <inheritdoc cref="ChildBase.Unpublish"/>
    public void Unpublish() => Unlabelled.Unpublish();

    private protected override Child NewChild(string[] labelValues, bool isPublished) => new(this, labelValues, isPublished);

    /// <summary>One series of a gauge.</summary>
    public sealed class Child : ChildBase
    {
        private readonly Gauge _gauge;
        private StripedDouble _value;

        internal Child(Gauge gauge, string[] labelValues, bool isPublished)
            : base(gauge, labelValues, isPublished) => _gauge = gauge;

        /// <summary>The present value.</summary>
        public double Value => _value.Value;

        /// <summary>Replaces the value.</summary>
        public void Set(double val)
        {
            _value.Set(val);
            Publish();
        }

        /// <summary>Adds an amount, one when none is given.</summary>
        public void Inc(double increment = 1)
        {
            _value.Add(increment);
            Publish();
        }

        /// <summary>Takes an amount away, one when none is given.</summary>
        public void Dec(double decrement = 1) => Inc(-decrement);

        /// <summary>Raises the value to the target; changes nothing when it is higher.</summary>
        public void IncTo(double targetValue)
        {
            _value.RaiseTo(targetValue);
            Publish();
        }

        /// <summary>Lowers the value to the target; changes nothing when it is lower.</summary>
        public void DecTo(double targetValue)
        {
            _value.LowerTo(targetValue);
            Publish();
        }

        internal override void Write(SampleWriter writer)
        {
            writer.WriteSeries(_gauge, default, LabelBytes);
            writer.WriteValue(Value);
            writer.EndSample();
        }
    }
}
