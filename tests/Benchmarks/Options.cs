namespace GitOpsDemo.Benchmarks;

/// <summary>What is compared, and for how long.</summary>
/// <param name="Before">The folder of a checkout that is measured beside this one, such as an earlier commit's; null for none.</param>
/// <param name="Rounds">How often everything over HTTP is measured; medians are shown.</param>
/// <param name="Seconds">How long each load runs.</param>
internal sealed record Options(string? Before, int Rounds = 5, int Seconds = 4)
{
    public static Options Parse(string[] args)
    {
        string? Value(string name) =>
            args.FirstOrDefault(arg => arg.StartsWith($"--{name}=", StringComparison.Ordinal))?[(name.Length + 3)..];

        return new(
            Value("before"),
            int.Parse(Value("rounds") ?? "5"),
            int.Parse(Value("seconds") ?? "4"));
    }
}
