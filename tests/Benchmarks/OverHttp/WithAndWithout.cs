using GitOpsDemo.Benchmarks.Peers;

namespace GitOpsDemo.Benchmarks.OverHttp;

/// <summary>
/// What metrics cost a whole service: the same service with and without them, turn by turn, so that a busy machine slows both.
/// </summary>
/// <param name="Rate">Requests per second with metrics, divided by those without.</param>
/// <param name="Cpu">Processor time per request with metrics, divided by that without.</param>
/// <param name="StartMilliseconds">From the start of the process to the first 200, with metrics.</param>
/// <param name="StartLaterMilliseconds">How much later the first 200 comes with metrics.</param>
/// <param name="ResidentMebibytes">Resident memory with metrics, after the load.</param>
internal sealed record WithAndWithout(
    double Rate, double Cpu, double StartMilliseconds, double StartLaterMilliseconds, double ResidentMebibytes)
{
    public static async Task<WithAndWithout> MeasureAsync(Candidate candidate, Options options)
    {
        var rates = new List<double>();
        var cpus = new List<double>();
        using (var with = await StartAsync(candidate, withMetrics: true))
        using (var without = await StartAsync(candidate, withMetrics: false))
        {
            // Both reach their steady state first.
            await Load.RunAsync(with, options.Seconds);
            await Load.RunAsync(without, options.Seconds);
            for (var round = 0; round < options.Rounds; round++)
            {
                var loadWith = await Load.RunAsync(with, options.Seconds);
                var loadWithout = await Load.RunAsync(without, options.Seconds);
                rates.Add(loadWith.RequestsPerSecond / loadWithout.RequestsPerSecond);
                cpus.Add(loadWith.CpuMicroseconds / loadWithout.CpuMicroseconds);
            }

            var (start, later) = await StartAsync(candidate, options);
            return new(rates.Median(), cpus.Median(), start, later, with.ResidentMebibytes);
        }
    }

    private static async Task<(double Milliseconds, double Later)> StartAsync(Candidate candidate, Options options)
    {
        var starts = new List<double>();
        var differences = new List<double>();
        for (var round = 0; round < options.Rounds * 5; round++)
        {
            var with = await StartMillisecondsAsync(candidate, withMetrics: true);
            var without = await StartMillisecondsAsync(candidate, withMetrics: false);
            starts.Add(with);
            differences.Add(with - without);
        }

        return (starts.Median(), differences.Median());
    }

    private static async Task<double> StartMillisecondsAsync(Candidate candidate, bool withMetrics)
    {
        using var server = await StartAsync(candidate, withMetrics);
        return server.Start.TotalMilliseconds;
    }

    private static Task<Server> StartAsync(Candidate candidate, bool withMetrics) =>
        Server.StartAsync("/", address => candidate.ServiceAt(address, withMetrics));
}
