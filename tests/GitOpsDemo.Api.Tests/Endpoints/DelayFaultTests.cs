using System.Diagnostics;
using System.Net;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class DelayFaultTests
{
    [Fact]
    public async Task The_answer_takes_the_time_that_was_asked_for()
    {
        await using var service = await RunningService.StartWithFaultsAsync();
        var watch = Stopwatch.StartNew();

        using var response = await service.GetAsync("/faults/delay/150");

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.InRange(watch.ElapsedMilliseconds, 145, 60_000);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(60_001)]
    public async Task A_delay_beyond_the_limit_is_refused(int milliseconds)
    {
        await using var service = await RunningService.StartWithFaultsAsync();

        using var response = await service.GetAsync($"/faults/delay/{milliseconds}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        var problem = await RunningService.JsonOfAsync(response);
        Assert.Equal($"milliseconds is {milliseconds}. Allowed: 0 to 60000.", (string?)problem["detail"]);
    }
}
