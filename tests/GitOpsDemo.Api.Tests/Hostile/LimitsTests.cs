using System.Diagnostics;
using GitOpsDemo.Api.Tests.Real;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Api.Tests.Hostile;

/// <summary>Clients that mean no good: what they send is bounded, and others are answered all the while.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class LimitsTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Theory]
    [InlineData("GET /AAA HTTP/1.1\r\nHost: x\r\n\r\n", 20_000, "414")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nX-Long: AAA\r\n\r\n", 20_000, "431")]
    [InlineData("PUT / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000000\r\n\r\n", 0, "405")]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 0, "400")]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 0, "400")]
    [InlineData("G\0T / HTTP/1.1\r\nHost: x\r\n\r\n", 0, "400")]
    [InlineData("\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc", 0, "400")]
    public async Task What_is_too_long_or_no_HTTP_is_refused_and_the_connection_closed(string request, int filler, string status)
    {
        await using var service = new ServiceProcess();
        await service.ReadyAsync();
        await using var connection = await RawConnection.OpenAsync(service.Address);

        await connection.SendAsync(request.Replace("AAA", new string('A', filler), StringComparison.Ordinal));

        Assert.StartsWith($"HTTP/1.1 {status} ", await connection.ReadToEndAsync(Patience), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_body_is_bounded_where_one_is_taken()
    {
        await using var service = new ServiceProcess(("Faults__Enabled", "true"));
        await service.ReadyAsync();

        using var body = new ByteArrayContent(new byte[100_000]) { Headers = { { "Content-Type", "application/json" } } };
        using var answer = await service.Client.PutAsync(new Uri("/faults/plan", UriKind.Relative), body);

        Assert.Equal(413, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Slow_headers_and_2000_idle_connections_do_not_keep_probes_waiting()
    {
        // Given connections that say nothing, and some that say a letter at a time
        await using var service = new ServiceProcess();
        await service.ReadyAsync();
        var connections = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(_ => RawConnection.OpenAsync(service.Address)));
        var slow = connections.Take(100).ToList();
        await Task.WhenAll(slow.Select(connection => connection.SendAsync("GET / HTTP/1.1\r\nHost: x\r\nX-Slow: ")));

        // When somebody asks whether it is well
        var watch = Stopwatch.StartNew();
        for (var probe = 0; probe < 50; probe++)
        {
            await Task.WhenAll(slow.Select(connection => connection.SendAsync("a")));
            Assert.Equal(200, await service.StatusAsync("/health"));
        }

        output.WriteLine(
            $"50 probes beside {connections.Length} connections, 100 of them slow: {watch.Elapsed.TotalMilliseconds / 50:0.0} ms each");

        // Then the slow ones are told that it took too long, and nobody waits for them for ever
        Assert.StartsWith("HTTP/1.1 408 ", await slow[0].ReadToEndAsync(Patience), StringComparison.Ordinal);
        foreach (var connection in connections)
        {
            await connection.DisposeAsync();
        }
    }
}
