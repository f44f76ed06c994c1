using System.Net;
using System.Net.Http.Headers;
using System.Text;
using GitOpsDemo.Testing;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GitOpsDemo.LabAgent.Tests;

public sealed class ForwardingTests
{
    [Fact]
    public async Task The_pod_sees_the_request_as_the_client_wrote_it()
    {
        // Given
        var headers = new Dictionary<string, string>();
        string method = "", target = "", body = "";
        await using var backend = await Backend.StartAsync(handler: async context =>
        {
            method = context.Request.Method;
            target = context.Features.Get<IHttpRequestFeature>()!.RawTarget;
            headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString());
            body = await new StreamReader(context.Request.Body).ReadToEndAsync();
        });
        await using var agent = await RunningAgent.StartAsync();
        await agent.ApplyUntilReadyAsync(RunningAgent.PodOf(backend, "a"));

        // When
        var asWritten = new UriCreationOptions { DangerousDisablePathAndQueryCanonicalization = true };
        var address = new Uri(agent.Client.BaseAddress + "a%2Fb/../c%20d?x=%7E&y=a+b", asWritten);
        using var request = new HttpRequestMessage(HttpMethod.Patch, address) { Content = new StringContent("content") };
        request.Headers.Host = "demo.example:8080";
        request.Headers.Add("X-Forwarded-For", "10.1.2.3");
        request.Headers.Add("X-Own", ["one", "two"]);
        request.Headers.Add("X-Hop", "this connection only");
        request.Headers.Connection.Add("X-Hop");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        request.Headers.ExpectContinue = true;
        using var response = await agent.Client.SendAsync(request);

        // Then
        Assert.Equal("PATCH", method);
        Assert.Equal("/a%2Fb/../c%20d?x=%7E&y=a+b", target);
        Assert.Equal("content", body);
        Assert.Equal("7", headers["Content-Length"]);
        Assert.Equal("text/plain; charset=utf-8", headers["Content-Type"]);
        Assert.Equal("demo.example:8080", headers["Host"]);
        Assert.Equal("10.1.2.3, 127.0.0.1", headers["X-Forwarded-For"]);
        Assert.Equal("one, two", headers["X-Own"]);
        Assert.DoesNotContain("X-Hop", headers.Keys);
        Assert.DoesNotContain("TE", headers.Keys);
        Assert.DoesNotContain("Expect", headers.Keys);
    }

    [Theory]
    [InlineData("GET", 200)]
    [InlineData("HEAD", 200)]
    [InlineData("GET", 204)]
    [InlineData("GET", 302)]
    [InlineData("GET", 304)]
    [InlineData("POST", 418)]
    [InlineData("DELETE", 503)]
    public async Task The_client_sees_the_answer_as_the_pod_gave_it(string method, int status)
    {
        // Given
        await using var backend = await Backend.StartAsync(handler: context =>
        {
            context.Response.StatusCode = status;
            context.Response.Headers.Location = "/elsewhere";
            context.Response.Headers.SetCookie = new(["a=1; Path=/", "b=2"]);
            context.Response.Headers.Connection = "X-Hop";
            context.Response.Headers["X-Hop"] = "this connection only";
            return status is 204 or 304 ? Task.CompletedTask : context.Response.WriteAsync("answer");
        });
        await using var agent = await RunningAgent.StartAsync();
        await agent.ApplyUntilReadyAsync(RunningAgent.PodOf(backend, "a"));

        // When
        using var request = new HttpRequestMessage(new HttpMethod(method), "/");
        using var response = await agent.Client.SendAsync(request);

        // Then
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(["a=1; Path=/", "b=2"], response.Headers.GetValues("Set-Cookie"));
        Assert.Equal("/elsewhere", response.Headers.Location?.ToString());
        Assert.False(response.Headers.Contains("X-Hop"));
        Assert.Equal(method == "HEAD" || status is 204 or 304 ? "" : "answer", await response.Content.ReadAsStringAsync());
        Assert.Equal(1, backend.Requests);
    }

    [Fact]
    public async Task Bodies_stream_both_ways()
    {
        // Given: a service that says piece by piece what it got piece by piece.
        var received = new SemaphoreSlim(0);
        var goOn = new SemaphoreSlim(0);
        await using var backend = await Backend.StartAsync(handler: async context =>
        {
            var buffer = new byte[16];
            while (await context.Request.Body.ReadAsync(buffer) > 0)
            {
                received.Release();
            }

            await context.Response.WriteAsync("first");
            await goOn.WaitAsync();
            await context.Response.WriteAsync("second");
        });
        await using var agent = await RunningAgent.StartAsync();
        await agent.ApplyUntilReadyAsync(RunningAgent.PodOf(backend, "a"));

        // When, then: the second piece is not sent before the first has arrived.
        using var content = new PiecewiseContent(2, piece => piece == 0 ? Task.CompletedTask : received.WaitAsync());
        using var request = new HttpRequestMessage(HttpMethod.Post, "/") { Content = content };
        using var response = await agent.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var body = await response.Content.ReadAsStreamAsync();
        Assert.Equal("first", await ReadPieceAsync(body));
        goOn.Release();
        Assert.Equal("second", await ReadPieceAsync(body));
    }

    [Fact]
    public async Task Large_bodies_arrive_whole()
    {
        await using var backend = await Backend.StartAsync(handler: context => context.Request.Body.CopyToAsync(context.Response.Body));
        await using var agent = await RunningAgent.StartAsync();
        await agent.ApplyUntilReadyAsync(RunningAgent.PodOf(backend, "a"));
        var bytes = new byte[3_000_000];
        new Random(7).NextBytes(bytes);

        using var response = await agent.Client.PostAsync("/", new ByteArrayContent(bytes));

        Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Ready_pods_are_taken_in_turn()
    {
        await using var first = await Backend.StartAsync();
        await using var second = await Backend.StartAsync();
        await using var never = await Backend.StartAsync();
        never.Readiness = HttpStatusCode.ServiceUnavailable;
        await using var agent = await RunningAgent.StartAsync();
        await agent.ApplyUntilReadyAsync(RunningAgent.PodOf(first, "a"), RunningAgent.PodOf(second, "b"));
        await agent.ApplyAsync(RunningAgent.PodOf(first, "a"), RunningAgent.PodOf(never, "n"), RunningAgent.PodOf(second, "b"));

        for (var i = 0; i < 10; i++)
        {
            using var response = await agent.Client.GetAsync("/");
            response.EnsureSuccessStatusCode();
        }

        Assert.Equal((5, 0, 5), (first.Requests, never.Requests, second.Requests));
    }

    [Fact]
    public async Task A_client_that_goes_away_ends_the_request_at_the_pod()
    {
        var ended = new TaskCompletionSource();
        await using var backend = await Backend.StartAsync(handler: async context =>
        {
            context.RequestAborted.Register(ended.SetResult);
            await context.Response.WriteAsync("first");
            await ended.Task;
        });
        await using var agent = await RunningAgent.StartAsync();
        await agent.ApplyUntilReadyAsync(RunningAgent.PodOf(backend, "a"));

        using (await agent.Client.GetAsync("/", HttpCompletionOption.ResponseHeadersRead))
        {
            Assert.Equal(1, (await agent.ReportAsync("a")).ActiveRequests);
        }

        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
        await Eventually.HoldsAsync(async () => (await agent.ReportAsync("a")).ActiveRequests == 0, "the request is over");
    }

    private static async Task<string> ReadPieceAsync(Stream body)
    {
        var piece = new byte[64];
        return Encoding.ASCII.GetString(piece, 0, await body.ReadAsync(piece));
    }
}
