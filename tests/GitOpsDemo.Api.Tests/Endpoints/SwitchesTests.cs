using System.Net;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class SwitchesTests
{
    [Fact]
    public async Task An_operator_takes_a_replica_out_of_traffic_and_back()
    {
        await using var service = await RunningService.StartWithFaultsAsync();

        using var disabling = await service.SendAsync(HttpMethod.Post, "/ready/disable");
        using var disabled = await service.GetAsync("/ready");
        using var enabling = await service.SendAsync(HttpMethod.Post, "/ready/enable");
        using var enabled = await service.GetAsync("/ready");

        Assert.Equal(HttpStatusCode.NoContent, disabling.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, disabled.StatusCode);
        var answer = await RunningService.JsonOfAsync(disabled);
        Assert.Equal("not ready", (string?)answer["status"]);
        Assert.Equal("disabled by POST /ready/disable", (string?)answer["reason"]);
        Assert.Equal(HttpStatusCode.NoContent, enabling.StatusCode);
        Assert.Equal(HttpStatusCode.OK, enabled.StatusCode);
    }
}
