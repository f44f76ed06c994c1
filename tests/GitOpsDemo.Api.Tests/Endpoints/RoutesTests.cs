using System.Net;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class RoutesTests
{
    [Theory]
    [InlineData("POST", "/ready/disable")]
    [InlineData("POST", "/ready/enable")]
    [InlineData("GET", "/faults/status/500")]
    [InlineData("GET", "/faults/delay/1")]
    [InlineData("GET", "/faults/memory/1")]
    [InlineData("DELETE", "/faults/memory")]
    [InlineData("GET", "/faults/cpu/1")]
    [InlineData("POST", "/faults/crash")]
    [InlineData("GET", "/faults/plan")]
    [InlineData("PUT", "/faults/plan")]
    public async Task Faults_and_switches_are_not_there_unless_they_are_enabled(string method, string path)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.SendAsync(new(method), path);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Theory]
    [InlineData("GET", "/nowhere", 404)]
    [InlineData("POST", "/health", 405)]
    public async Task Errors_are_problem_details(string method, string path, int status)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.SendAsync(new(method), path);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var problem = await RunningService.JsonOfAsync(response);
        Assert.Equal(status, (int)problem["status"]!);
        Assert.NotNull(problem["title"]);
        Assert.NotNull(problem["type"]);
    }

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("HEAD", 200)]
    [InlineData("POST", 405)]
    [InlineData("DELETE", 405)]
    public async Task The_page_of_metrics_can_only_be_read(string method, int status)
    {
        await using var service = await RunningService.StartAsync();

        using var response = await service.SendAsync(new(method), "/metrics");

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Without_metrics_there_is_no_page_of_them()
    {
        await using var service = await RunningService.StartAsync("--Metrics:Enabled=false");

        using var metrics = await service.GetAsync("/metrics");
        using var root = await service.GetAsync("/");

        Assert.Equal(HttpStatusCode.NotFound, metrics.StatusCode);
        Assert.Equal(HttpStatusCode.OK, root.StatusCode);
    }
}
