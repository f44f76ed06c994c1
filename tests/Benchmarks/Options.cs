namespace GitOpsDemo.Benchmarks;

/// <summary>What is compared, and for how long.</summary>
/// <param name="PrometheusNetFeed">A folder with the package prometheus-net.AspNetCore; null leaves that peer out.</param>
/// <param name="Rounds">How often everything over HTTP is measured; medians are shown.</param>
/// <param name="Seconds">How long each load runs.</param>
internal sealed record Options(string? PrometheusNetFeed, int Rounds = 5, int Seconds = 4)
{
    public static Options Parse(string[] args)
    {
        string? Value(string name) =>
            args.FirstOrDefault(arg => arg.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

        return new(
            Value("prometheus-net") ?? Environment.GetEnvironmentVariable("PROMETHEUS_NET_FEED"),
            int.Parse(Value("rounds") ?? "5"),
            int.Parse(Value("seconds") ?? "4"));
    }
}
