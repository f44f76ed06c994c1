using System.Net;
using GitOpsDemo.Api.Lifecycle;
using Microsoft.Extensions.DependencyInjection;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class ProbesTests
{
    [Theory]
    [InlineData("/health", "healthy")]
    [InlineData("/ready", "ready")]
    public async Task A_probe_is_answered_with_a_status_and_the_Unix_time(string path, string status)
    {
        await using var service = await RunningService.StartAsync();

        var answer = await service.GetJsonAsync(path);

        Assert.Equal(["status", "timestamp"], answer.Select(field => field.Key));
        Assert.Equal(status, (string?)answer["status"]);
        var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
        Assert.InRange((long)answer["timestamp"]!, now - 60, now);
    }

    [Fact]
    public async Task While_the_service_ends_it_is_healthy_but_not_ready_and_sends_clients_away()
    {
        await using var service = await RunningService.StartAsync();

        service.Services.GetRequiredService<Readiness>().Ending();
        using var health = await service.GetAsync("/health");
        using var ready = await service.GetAsync("/ready");

        Assert.Equal(HttpStatusCode.OK, health.StatusCode);
        Assert.True(health.Headers.ConnectionClose);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("shutting down", (string?)(await RunningService.JsonOfAsync(ready))["reason"]);
    }
}
