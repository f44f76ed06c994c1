using System.Net;

namespace GitOpsDemo.Api.Tests.Endpoints;

public sealed class StatusFaultTests : IAsyncLifetime
{
    private RunningService _service = null!;

    public async Task InitializeAsync() => _service = await RunningService.StartWithFaultsAsync();

    public async Task DisposeAsync() => await _service.DisposeAsync();

    [Theory]
    [InlineData(200)]
    [InlineData(204)]
    [InlineData(302)]
    [InlineData(404)]
    [InlineData(429)]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(599)]
    public async Task The_answer_has_the_status_code_that_was_asked_for(int code)
    {
        using var response = await _service.GetAsync($"/faults/status/{code}");

        Assert.Equal(code, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("100")]
    [InlineData("600")]
    [InlineData("teapot")]
    public async Task What_is_no_final_status_code_is_refused(string code)
    {
        using var response = await _service.GetAsync($"/faults/status/{code}");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
    }
}
