using System.Net;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class MemoryFaultTests
{
    [Fact]
    public async Task Memory_is_held_until_it_is_released()
    {
        await using var service = await RunningService.StartWithFaultsAsync();

        await service.GetAsync("/faults/memory/3");
        var held = await service.GetJsonAsync("/faults/memory/2");
        using var released = await service.SendAsync(HttpMethod.Delete, "/faults/memory");

        Assert.Equal(5, (int)held["heldMebibytes"]!);
        Assert.Equal(0, (int)(await RunningService.JsonOfAsync(released))["heldMebibytes"]!);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    [InlineData(4097)]
    [InlineData(int.MaxValue)]
    public async Task An_amount_beyond_the_limit_is_refused(int mebibytes)
    {
        await using var service = await RunningService.StartWithFaultsAsync();

        using var response = await service.GetAsync($"/faults/memory/{mebibytes}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal($"mebibytes is {mebibytes}. Allowed: 1 to 4096.", (string?)(await RunningService.JsonOfAsync(response))["detail"]);
    }
}
