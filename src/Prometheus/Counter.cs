namespace Prometheus;

/// <summary>Counts events, or adds up amounts that only grow.</summary>
public sealed class Counter : Collector<Counter.Child>
{
    internal Counter(CollectorRegistry registry, string name, string help, string[] labelNames, CounterConfiguration configuration)
        : base(registry, name, help, labelNames, configuration) =>
        ExemplarBehavior = configuration.ExemplarBehavior ?? ExemplarBehavior.Default;

    /// <inheritdoc cref="Child.Value"/>
    public double Value => Unlabelled.Value;

    internal override MetricType Type => MetricType.Counter;

    internal override ExemplarBehavior ExemplarBehavior { get; }

    /// <inheritdoc cref="Child.Inc(double)"/>
    public void Inc(double increment = 1) => Unlabelled.Inc(increment);

    /// <inheritdoc cref="Child.Inc(double, Exemplar?)"/>
    public void Inc(Exemplar? exemplar) => Unlabelled.Inc(exemplar);

    /// <inheritdoc cref="Child.Inc(double, Exemplar?)"/>
    public void Inc(double increment, Exemplar? exemplar) => Unlabelled.Inc(increment, exemplar);

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
        private ExemplarSlot _exemplar;

        internal Child(Counter counter, string[] labelValues, bool isPublished)
            : base(counter, labelValues, isPublished)
        {
            _counter = counter;
            _exemplar = new(counter.WantsExemplars);
        }

        /// <summary>What has been counted so far.</summary>
        public double Value => _value.Value;

        /// <summary>Adds an amount, one when none is given.</summary>
        /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
        public void Inc(double increment = 1) => Inc(increment, null);

        /// <inheritdoc cref="Inc(double, Exemplar?)"/>
        public void Inc(Exemplar? exemplar) => Inc(1, exemplar);

        /// <summary>
        /// Adds an amount and keeps the exemplar that leads to its cause; null leaves that to the
        /// <see cref="Prometheus.ExemplarBehavior"/>.
        /// </summary>
        /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
        public void Inc(double increment, Exemplar? exemplar)
        {
            if (increment < 0)
            {
                throw new ArgumentOutOfRangeException(nameof(increment), increment, "A counter only grows.");
            }

            _value.Add(increment);
            if (exemplar is not null)
            {
                _exemplar.Record(exemplar, _counter, increment);
            }
            else if (_exemplar.IsWanted)
            {
                _exemplar.Ask(_counter, increment);
            }

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
            if (writer.CarriesExemplars)
            {
                writer.WriteExemplar(_exemplar.Read(_counter));
            }

            writer.EndSample();
        }
    }
}
