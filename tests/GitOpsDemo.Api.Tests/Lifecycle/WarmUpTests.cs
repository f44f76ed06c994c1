namespace GitOpsDemo.Api.Tests.Lifecycle;

public sealed class WarmUpTests
{
    [Fact]
    public async Task What_the_service_asks_itself_before_it_is_ready_counts_nowhere()
    {
        await using var service = await RunningService.StartAsync();

        Assert.DoesNotContain(await service.MetricsAsync(), line => line.StartsWith("http_requests_total{", StringComparison.Ordinal));
    }
}
