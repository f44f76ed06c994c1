using System.Diagnostics;
using System.Globalization;

namespace GitOpsDemo.Benchmarks.Deploys;

/// <summary>
/// How long builds take, beside the sum of the bare commands that they run, and the time that servers take. What this build does itself
/// (packing the image, pushing it, reading and editing) has no bare command and counts as its overhead.
/// </summary>
internal sealed class DeployTiming
{
    private const string Target = "≤ 1.10";
    private const int WarmStarts = 5;

    private readonly Dictionary<string, List<Timing>> _timings = [];
    private readonly List<double> _starts = [];

    /// <summary>Measures and prints a table of medians.</summary>
    /// <param name="args">
    /// <c>--rounds=5</c>, <c>--with-test</c> to run Test too, which takes minutes, and <c>--before=COMMIT</c> to compare with an earlier
    /// commit instead of the bare commands.
    /// </param>
    public static async Task<int> PrintAsync(IReadOnlyList<string> args)
    {
        var rounds = args.FirstOrDefault(arg => arg.StartsWith("--rounds=", StringComparison.Ordinal)) is { } given
            ? int.Parse(given["--rounds=".Length..], CultureInfo.InvariantCulture)
            : 5;
        if (args.FirstOrDefault(arg => arg.StartsWith("--before=", StringComparison.Ordinal)) is { } before)
        {
            return await DeployComparison.PrintAsync(before["--before=".Length..], rounds, args.Contains("--with-test"));
        }

        var timing = new DeployTiming();
        for (var round = 1; round <= rounds; round++)
        {
            Console.WriteLine($"round {round} of {rounds}, in clones of what is committed …");
            await timing.RoundAsync(args.Contains("--with-test"));
        }

        timing.Print();
        return 0;
    }

    private async Task RoundAsync(bool withTest)
    {
        await using var whole = await Copy.MakeAsync();
        await using var bare = await Copy.MakeAsync();
        await MeasureAsync("cold Deploy", Target, whole, bare, "Deploy", () => HostAsync(bare));
        await MeasureAsync("no-op Deploy", "≤ 5 s", whole, bare, "Deploy", () => Task.CompletedTask);
        await whole.ChangeALineAsync();
        await bare.ChangeALineAsync();
        await MeasureAsync("one-line-change Deploy", Target, whole, bare, "Deploy", () => Task.CompletedTask);
        for (var start = 0; start < WarmStarts; start++)
        {
            _starts.Add(await whole.BuildAsync("--tree"));
        }

        if (withTest)
        {
            await MeasureAsync("Test", Target, whole, bare, "Test", () => Task.CompletedTask);
        }
    }

    /// <param name="name">The name of the row.</param>
    /// <param name="target">What is aimed at.</param>
    /// <param name="whole">Where the build runs.</param>
    /// <param name="bare">Where its programs run alone.</param>
    /// <param name="task">The build's target.</param>
    /// <param name="before">What <c>build.sh</c> itself runs before.</param>
    private async Task MeasureAsync(string name, string target, Copy whole, Copy bare, string task, Func<Task> before)
    {
        var began = DateTimeOffset.UtcNow;
        var seconds = await whole.BuildAsync($"--target={task}");
        var (programs, waited) = whole.LastBuild(began);
        var start = Stopwatch.GetTimestamp();
        await before();
        var commands = Stopwatch.GetElapsedTime(start).TotalSeconds + await BareCommands.SecondsAsync(programs, whole, bare);
        var timing = new Timing(target, seconds, commands, waited);
        if (!_timings.TryGetValue(name, out var timings))
        {
            _timings.Add(name, timings = []);
        }

        timings.Add(timing);
        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"  {name}: {seconds:0.0} s; commands {commands:0.0} s, servers {waited:0.0} s"));
    }

    /// <summary>What <c>build.sh</c> compiles before it runs.</summary>
    private static async Task HostAsync(Copy copy)
    {
        var run = await copy.RunAsync(
            "dotnet", "build", "build/Build/Build.csproj", "-p:HostOnly=true", "--configuration", "Release", "--verbosity", "quiet");
        if (run.ExitCode != 0)
        {
            throw new InvalidOperationException($"the host does not compile: {run.Output}{run.Error}");
        }
    }

    private static string Seconds(IEnumerable<double> times) =>
        string.Create(CultureInfo.InvariantCulture, $"{times.Median():0.0} s");

    private void Print()
    {
        Console.WriteLine("| median | whole | commands alone | servers | whole ÷ (commands + servers) | target |");
        Console.WriteLine("| --- | --- | --- | --- | --- | --- |");
        foreach (var (name, timings) in _timings)
        {
            string[] medians =
            [
                Seconds(timings.Select(timing => timing.Whole)),
                Seconds(timings.Select(timing => timing.Commands)),
                Seconds(timings.Select(timing => timing.Servers)),
                timings.Select(timing => timing.Ratio).Median().ToString("0.00", CultureInfo.InvariantCulture),
            ];
            Console.WriteLine($"| {name} | {string.Join(" | ", medians)} | {timings[0].Target} |");
        }

        Console.WriteLine(
            string.Create(CultureInfo.InvariantCulture, $"| host start (--tree, warm) | {_starts.Median():0.00} s | | | | ≤ 1.2 s |"));
    }

    private sealed record Timing(string Target, double Whole, double Commands, double Servers)
    {
        public double Ratio => Whole / (Commands + Servers);
    }
}
