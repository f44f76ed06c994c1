using System.Globalization;
using System.Text;
using GitOpsDemo.Api.Tests.Real;
using GitOpsDemo.Testing;
using Xunit.Abstractions;

namespace GitOpsDemo.Api.Tests.Hostile;

/// <summary>Very many requests with paths, methods and headers that nobody knows: what they leave behind is bounded.</summary>
[Trait(Traits.Category, Traits.Integration)]
public sealed class HostileRequestsTests(ITestOutputHelper output)
{
    private const int MostSeries = 500;
    private const long MostGrowth = 20 * 1024 * 1024;
    private const int Batch = 50;

    private static readonly int Requests = Environment.GetEnvironmentVariable("GITOPSDEMO_FULL_TESTS") is "1" ? 1_000_000 : 20_000;

    private static readonly string[] Methods = ["GET", "HEAD", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"];
    private static readonly string[] Paths =
    [
        "/", "/version", "/health", "/ready", "/metrics", "/openapi.json", "/faults/status/", "/faults/plan", "/ready/disable", "/../",
        "/%2e%2e/", "//", "/%00",
    ];

    [Fact]
    public async Task They_leave_a_bounded_number_of_series_and_of_bytes()
    {
        await using var service = new ServiceProcess();
        await service.ReadyAsync();
        await SendAsync(service.Address, Requests / 4, seed: 1);
        var (before, threads) = (service.ResidentBytes, service.Threads);

        await SendAsync(service.Address, Requests, seed: 2);

        var series = (await service.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative))).Split('\n').Count(
            line => line.Length > 0 && line[0] != '#');
        var growth = service.ResidentBytes - before;
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{Requests} hostile requests: {series} series, {growth / 1e6:0.0} MB more, threads from {threads} to {service.Threads}"));
        Assert.InRange(series, 1, MostSeries - 1);
        Assert.InRange(growth, long.MinValue, MostGrowth);
        Assert.Equal(200, await service.StatusAsync("/health"));
    }

    /// <summary>In batches, the last request of each asking the service to close: what comes until then is all the answers.</summary>
    private static async Task SendAsync(Uri address, int requests, int seed)
    {
        var random = new Random(seed);
        for (var sent = 0; sent < requests; sent += Batch)
        {
            await using var connection = await RawConnection.OpenAsync(address);
            var text = new StringBuilder();
            for (var request = 1; request <= Batch; request++)
            {
                Append(text, random, isLast: request == Batch);
            }

            await connection.SendAsync(text.ToString());
            await connection.ReadToEndAsync(TimeSpan.FromSeconds(60));
        }
    }

    private static void Append(StringBuilder text, Random random, bool isLast)
    {
        var method = random.Next(3) == 0 ? Word(random, "ABCDEFGHIJKLMNOPQRSTUVWXYZ-_!#$") : Methods[random.Next(Methods.Length)];
        var path = random.Next(2) == 0 ? Paths[random.Next(Paths.Length)] + Word(random, "abcxyz0123456789%41.-_~") : "/" + Word(
            random, "abcdefghijklmnop/?&=;:@!$'()*,+-._~");
        text.Append(
            CultureInfo.InvariantCulture,
            $"{method} {path} HTTP/1.1\r\nHost: {Word(random, "abc.-")}a\r\nUser-Agent: {Word(random, "abc{}\"\\ \t<>")}a\r\n"
                + $"X-{Word(random, "abcdef")}: {random.Next()}\r\n");
        text.Append(
            CultureInfo.InvariantCulture,
            $"traceparent: 00-{Word(random, "0123456789abcdef")}-x-01\r\nAccept: {Word(random, "abc/;q=0.1,*")}a\r\n"
                + $"Content-Length: 0\r\n{(isLast ? "Connection: close\r\n" : "")}\r\n");
    }

    private static string Word(Random random, string letters) =>
        string.Concat(Enumerable.Range(0, random.Next(1, 24)).Select(_ => letters[random.Next(letters.Length)]));
}
