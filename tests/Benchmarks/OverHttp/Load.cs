using System.Globalization;
using System.Text.RegularExpressions;
using GitOpsDemo.Benchmarks.Peers;

namespace GitOpsDemo.Benchmarks.OverHttp;

/// <summary>What a server did under load.</summary>
/// <param name="RequestsPerSecond">As <c>wrk</c> counted them.</param>
/// <param name="CpuMicroseconds">The server's processor time per request.</param>
internal sealed record Load(double RequestsPerSecond, double CpuMicroseconds)
{
    private static readonly Regex Rate = new(@"Requests/sec:\s+([\d.]+)");
    private static readonly Regex Requests = new(@"(\d+) requests in");

    /// <summary>Asks for <c>/</c> over 32 connections.</summary>
    public static async Task<Load> RunAsync(Server server, int seconds)
    {
        var before = server.CpuSeconds;
        var output = await new Invocation("wrk", "-t1", "-c32", $"-d{seconds}s", server.Address.ToString()).OutputAsync();
        var used = server.CpuSeconds - before;
        return new(Number(Rate, output), used * 1e6 / Number(Requests, output));
    }

    private static double Number(Regex pattern, string output) =>
        double.Parse(pattern.Match(output).Groups[1].Value, CultureInfo.InvariantCulture);
}
