using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class CounterTests
{
    private readonly MetricFactory _metrics = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry());

    [Fact]
    public void A_counter_starts_at_zero_and_adds_up()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");

        counter.Inc();
        counter.Inc(2.5);

        Assert.Equal(3.5, counter.Value);
    }

    [Fact]
    public void A_counter_refuses_to_go_down()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");

        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Inc(-1));
        Assert.Equal(0, counter.Value);
    }

    [Fact]
    public void A_counter_takes_over_a_higher_count_and_ignores_a_lower_one()
    {
        var counter = _metrics.CreateCounter("events_total", "Events.");

        counter.IncTo(10);
        counter.IncTo(7);

        Assert.Equal(10, counter.Value);
    }

    [Fact]
    public void Series_with_different_labels_count_apart()
    {
        var counter = _metrics.CreateCounter("requests_total", "Requests.", "method", "status");

        counter.WithLabels("GET", "200").Inc();
        counter.WithLabels("GET", "200").Inc();
        counter.WithLabels("GET", "500").Inc();

        Assert.Equal(2, counter.WithLabels("GET", "200").Value);
        Assert.Equal(1, counter.WithLabels("GET", "500").Value);
    }

    [Fact]
    public void The_same_label_values_give_the_same_child_however_they_are_passed()
    {
        var counter = _metrics.CreateCounter("requests_total", "Requests.", "method", "status");
        string[] values = ["GET", "200"];

        var child = counter.WithLabels("GET", "200");

        Assert.Same(child, counter.WithLabels(values));
        Assert.Same(child, counter.WithLabels(values.AsMemory()));
        Assert.Same(child, counter.WithLabels(values.AsSpan()));
    }

    [Fact]
    public async Task Eight_threads_with_a_million_increments_each_lose_none()
    {
        var counter = _metrics.CreateCounter("requests_total", "Requests.", "method").WithLabels("GET");

        await Threads.RunAsync(8, () =>
        {
            for (var count = 0; count < 1_000_000; count++)
            {
                counter.Inc();
            }
        });

        Assert.Equal(8_000_000, counter.Value);
    }
}
