using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class RegistryTests
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly MetricFactory _metrics;

    public RegistryTests() => _metrics = Metrics.WithCustomRegistry(_registry);

    [Fact]
    public void The_same_metric_asked_for_twice_is_the_same_instance() =>
        Assert.Same(_metrics.CreateCounter("events_total", "Events.", "kind"), _metrics.CreateCounter("events_total", "Events.", "kind"));

    [Fact]
    public void A_name_that_another_kind_of_metric_has_is_refused()
    {
        _metrics.CreateCounter("events", "Events.");

        Assert.Throws<InvalidOperationException>(() => _metrics.CreateGauge("events", "Events."));
    }

    [Fact]
    public async Task Two_registries_know_nothing_of_each_other()
    {
        var other = Metrics.NewCustomRegistry();
        Metrics.WithCustomRegistry(other).CreateCounter("events_total", "Events.").Inc();

        Assert.Empty(await Scrape.TextAsync(_registry));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1st")]
    [InlineData("with-dash")]
    [InlineData("with space")]
    [InlineData("naïve")]
    public void Names_that_Prometheus_does_not_take_are_refused(string name)
    {
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter(name, "Events."));
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("events_total", "Events.", name));
    }

    [Fact]
    public void Label_names_that_Prometheus_keeps_for_itself_are_refused() =>
        Assert.Throws<ArgumentException>(() => _metrics.CreateCounter("events_total", "Events.", "__name__"));

    [Fact]
    public void A_label_that_is_there_twice_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => _metrics.CreateCounter("events_total", "Events.", "kind", "kind"));

    [Fact]
    public void Label_values_must_be_as_many_as_label_names()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.", "kind", "size");

        Assert.Throws<ArgumentException>(() => counter.WithLabels("one"));
        Assert.Throws<ArgumentException>(() => counter.WithLabels("one", "two", "three"));
    }

    [Fact]
    public void A_metric_knows_its_name_help_and_labels()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.", new CounterConfiguration { LabelNames = ["kind", "size"] });
        counter.WithLabels("a", "1").Inc();
        counter.WithLabels("b", "2").Inc();

        Assert.Equal("events_total", counter.Name);
        Assert.Equal("Events.", counter.Help);
        Assert.Equal(["kind", "size"], counter.LabelNames);
        Assert.Equal([["a", "1"], ["b", "2"]], counter.GetAllLabelValues());
    }

    [Fact]
    public async Task A_removed_series_is_forgotten_and_starts_again_at_zero()
    {
        var gauge = _metrics.CreateGauge("queue_length", "Waiting.", "queue");
        gauge.WithLabels("in").Set(5);
        gauge.WithLabels("out").Set(6);

        gauge.RemoveLabelled("in");
        gauge.RemoveLabelled("never there");
        gauge.WithLabels("out").Dispose();

        Assert.DoesNotContain("queue=", await Scrape.TextAsync(_registry), StringComparison.Ordinal);
        Assert.Equal(0, gauge.WithLabels("in").Value);
    }

    [Fact]
    public async Task An_unpublished_series_is_off_the_page_until_its_next_value()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");
        var gauge = _metrics.CreateGauge("queue_length", "Waiting.");
        var histogram = _metrics.CreateHistogram("size", "Sizes.");
        counter.Unpublish();
        gauge.Unpublish();
        histogram.Unpublish();
        var hidden = await Scrape.TextAsync(_registry);

        counter.Inc();
        gauge.Publish();
        histogram.Observe(1);
        var shown = await Scrape.TextAsync(_registry);

        Assert.All(hidden.Split('\n'), line => Assert.True(line.Length == 0 || line[0] == '#', line));
        Assert.Contains("\nevents_total 1\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nqueue_length 0\n", shown, StringComparison.Ordinal);
        Assert.Contains("\nsize_count 1\n", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_series_without_initial_value_appears_with_its_first_one()
    {
        var gauge = _metrics.CreateGauge("queue_length", "Waiting.", new GaugeConfiguration { SuppressInitialValue = true });
        var before = await Scrape.TextAsync(_registry);

        gauge.Set(0);

        Assert.DoesNotContain("\nqueue_length 0", before, StringComparison.Ordinal);
        Assert.Contains("\nqueue_length 0\n", await Scrape.TextAsync(_registry), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Callbacks_run_before_every_scrape()
    {
        var gauge = _metrics.CreateGauge("scrapes", "Scrapes.");
        var slow = _metrics.CreateGauge("slow_scrapes", "Scrapes.");
        _registry.AddBeforeCollectCallback(() => gauge.Inc());
        _registry.AddBeforeCollectCallback(async cancellation =>
        {
            await Task.Yield();
            cancellation.ThrowIfCancellationRequested();
            slow.Inc();
        });

        await Scrape.TextAsync(_registry);
        var second = await Scrape.TextAsync(_registry);

        Assert.Contains("\nscrapes 2\n", second, StringComparison.Ordinal);
        Assert.Contains("\nslow_scrapes 2\n", second, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Scrapes_at_the_same_time_all_get_the_whole_page()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.", "kind");
        for (var kind = 0; kind < 1_000; kind++)
        {
            counter.WithLabels($"{kind}").Inc();
        }

        var expected = await Scrape.TextAsync(_registry);

        var pages = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => Scrape.TextAsync(_registry))));

        Assert.All(pages, page => Assert.Equal(expected, page));
    }

    [Fact]
    public void The_static_methods_register_in_the_default_registry()
    {
        var metrics = Metrics.WithCustomRegistry(Metrics.DefaultRegistry);

        Assert.Same(Metrics.CreateCounter("default_events_total", "Events."), metrics.CreateCounter("default_events_total", "Events."));
        Assert.Same(Metrics.CreateGauge("default_gauge", "A gauge.", "kind"), metrics.CreateGauge("default_gauge", "A gauge.", "kind"));
        Assert.Same(Metrics.CreateHistogram("default_size", "Sizes."), metrics.CreateHistogram("default_size", "Sizes."));
    }
}
