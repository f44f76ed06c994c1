using GitOpsDemo.Testing;
using Prometheus;

namespace GitOpsDemo.Prometheus.Tests;

public sealed class RuntimeSeriesTests
{
    [Theory]
    [InlineData("process_start_time_seconds")]
    [InlineData("process_cpu_seconds_total")]
    [InlineData("process_virtual_memory_bytes")]
    [InlineData("process_working_set_bytes")]
    [InlineData("process_private_memory_bytes")]
    [InlineData("process_open_handles")]
    [InlineData("process_num_threads")]
    [InlineData("dotnet_total_memory_bytes")]
    public async Task The_process_and_the_runtime_have_their_series(string name)
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);

        // The runtime's own sum of memory is wrong for moments in which others of this process have it collected.
        await Eventually.HoldsAsync(async () => await ValueAsync(registry, name) > 0, $"{name} is above zero");
    }

    [Fact]
    public async Task Collections_are_counted_by_generation()
    {
        var registry = Metrics.NewCustomRegistry();
        DotNetStats.Register(registry);
        GC.Collect();

        var page = await Scrape.TextAsync(registry);

        Assert.Matches("""dotnet_collection_count_total\{generation="0"\} [1-9]""", page);
        Assert.Matches("""dotnet_collection_count_total\{generation="1"\} [1-9]""", page);
        Assert.Matches("""dotnet_collection_count_total\{generation="2"\} [1-9]""", page);
    }

    private static async Task<double> ValueAsync(CollectorRegistry registry, string name) => double.Parse(
        (await Scrape.TextAsync(registry)).Split('\n').Single(line => line.StartsWith(name + " ", StringComparison.Ordinal)).Split(' ')[1]);
}
