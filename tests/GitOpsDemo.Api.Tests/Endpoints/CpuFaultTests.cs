using System.Diagnostics;
using System.Net;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class CpuFaultTests
{
    [Fact]
    public async Task A_processor_is_busy_for_the_time_that_was_asked_for()
    {
        await using var service = await RunningService.StartWithFaultsAsync();
        var watch = Stopwatch.StartNew();

        using var response = await service.GetAsync("/faults/cpu/50");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.InRange(watch.ElapsedMilliseconds, 49, 60_000);
    }

    [Fact]
    public async Task A_time_beyond_the_limit_is_refused()
    {
        await using var service = await RunningService.StartWithFaultsAsync();

        using var response = await service.GetAsync("/faults/cpu/60001");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
    }
}
