using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class GaugeTests
{
    private readonly Gauge _gauge = Metrics.WithCustomRegistry(Metrics.NewCustomRegistry()).CreateGauge("queue_length", "Waiting.");

    [Fact]
    public void A_gauge_goes_up_and_down()
    {
        _gauge.Set(10);
        _gauge.Inc();
        _gauge.Dec(3);

        Assert.Equal(8, _gauge.Value);
    }

    [Theory]
    [InlineData(5, 10, 10)]
    [InlineData(15, 10, 15)]
    public void Raising_to_a_target_never_lowers(double start, double target, double expected)
    {
        _gauge.Set(start);
        _gauge.IncTo(target);

        Assert.Equal(expected, _gauge.Value);
    }

    [Theory]
    [InlineData(5, 10, 5)]
    [InlineData(15, 10, 10)]
    public void Lowering_to_a_target_never_raises(double start, double target, double expected)
    {
        _gauge.Set(start);
        _gauge.DecTo(target);

        Assert.Equal(expected, _gauge.Value);
    }

    [Fact]
    public async Task Threads_that_add_and_take_the_same_leave_nothing_behind()
    {
        await Threads.RunAsync(8, () =>
        {
            for (var count = 0; count < 200_000; count++)
            {
                _gauge.Inc();
                _gauge.Dec();
            }
        });

        Assert.Equal(0, _gauge.Value);
    }

    [Fact]
    public async Task A_value_that_is_set_after_threads_have_added_replaces_all_that_they_added()
    {
        await Threads.RunAsync(8, () =>
        {
            for (var count = 0; count < 100_000; count++)
            {
                _gauge.Inc();
            }
        });

        _gauge.Set(3);

        Assert.Equal(3, _gauge.Value);
    }
}
