using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using GitOpsDemo.Delivery;
using GitOpsDemo.Delivery.Programs;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Benchmarks.Deploys;

/// <summary>
/// A clone of what is committed in this repository, in a folder of its own.
/// </summary>
internal sealed class Copy : IAsyncDisposable
{
    private static readonly TimeSpan LongestRun = TimeSpan.FromMinutes(30);

    /// <summary>Tasks whose time is that of servers that come up, roll out, scrape and evaluate: no command is quicker.</summary>
    private static readonly string[] WaitingTasks =
        ["InstallMonitoring", "ApplyAlerts", "WaitForSync", "VerifyTargets", "VerifyAlerts", "VerifyDashboards", "VerifyLogs"];

    private readonly TemporaryFolder _folder = new();
    private readonly CommandRunner _runner = new(new RecordingLog());

    private Copy()
    {
    }

    /// <summary>Its top folder.</summary>
    public string Root => _folder["clone"];

    /// <summary>Makes one.</summary>
    /// <param name="commit">What is checked out.</param>
    /// <param name="ownTools">Whether it downloads the programs that a delivery needs; else it has those of this repository.</param>
    public static async Task<Copy> MakeAsync(string commit = "HEAD", bool ownTools = false)
    {
        var copy = new Copy();
        await copy._runner.RunAsync(new Command("git", "clone", "--quiet", Repository.Root, copy.Root));
        await copy.RunAsync("git", "checkout", "--quiet", "-B", "main", commit);
        var tools = Path.Combine(Repository.Root, ".tools");
        if (!ownTools && Directory.Exists(tools))
        {
            Directory.CreateSymbolicLink(Path.Combine(copy.Root, ".tools"), tools);
        }

        return copy;
    }

    /// <summary>Runs <c>build.sh</c>.</summary>
    /// <returns>How many seconds it took.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<double> BuildAsync(params string[] arguments)
    {
        var start = Stopwatch.GetTimestamp();
        var run = await RunAsync(Path.Combine(Root, "build.sh"), arguments);
        return run.ExitCode == 0
            ? Stopwatch.GetElapsedTime(start).TotalSeconds
            : throw new InvalidOperationException($"what is measured must pass: {string.Join(' ', arguments)}\n{run.Output}{run.Error}");
    }

    /// <summary>Runs a program in it.</summary>
    /// <exception cref="InvalidOperationException">It can't be started.</exception>
    public async Task<CommandResult> RunAsync(string program, params IReadOnlyList<string> arguments)
    {
        try
        {
            return await _runner.RunAsync(new Command(program, arguments)
            {
                WorkingDirectory = Root,
                Timeout = LongestRun,
                SuccessCodes = null,
                Environment = new Dictionary<string, string?> { ["DOTNET_NOLOGO"] = "1", ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1" },
            });
        }
        catch (DeliveryException exception)
        {
            throw new InvalidOperationException(exception.Message, exception);
        }
    }

    /// <summary>One line more in the service.</summary>
    public Task ChangeALineAsync() =>
        File.AppendAllTextAsync(Path.Combine(Root, "src", "GitOpsDemo.Api", "Program.cs"), "internal static class OneMoreLine;\n");

    /// <summary>Brings what this copy's tasks wrote for programs to another copy, where the programs are run alone.</summary>
    public void Give(Copy other)
    {
        var rules = Path.Combine(Root, "artifacts", "rules");
        if (Directory.Exists(rules))
        {
            var target = Directory.CreateDirectory(Path.Combine(other.Root, "artifacts", "rules")).FullName;
            foreach (var file in Directory.EnumerateFiles(rules))
            {
                File.Copy(file, Path.Combine(target, Path.GetFileName(file)), overwrite: true);
            }
        }
    }

    /// <summary>
    /// The programs that the last build ran outside the tasks that wait for servers, and the seconds that those tasks took.
    /// </summary>
    /// <param name="began">When it began: a report from before is that of another build.</param>
    public (IReadOnlyList<LoggedProgram> Programs, double Waited) LastBuild(DateTimeOffset began)
    {
        var log = Directory.EnumerateFiles(Path.Combine(Root, "artifacts", "logs"), "*.log").MaxBy(File.GetLastWriteTimeUtc)!;
        var waits = Waits(began);
        return (
            [.. LoggedProgram.Read(log).Where(program => !waits.Any(wait => wait.Start <= program.Start && program.Start < wait.End))],
            waits.Sum(wait => (wait.End - wait.Start).TotalSeconds));
    }

    public async ValueTask DisposeAsync()
    {
        if (Directory.Exists(Path.Combine(Root, ".lab")))
        {
            await RunAsync(Path.Combine(Root, "build.sh"), "--target=LabDown");
        }

        // The compiler waits for a next build, also where commands were run alone.
        var endCompiler = Path.Combine(Root, "build", "Build", "bin", "host", "bin", "Build", "release", ".end-compiler");
        if (File.Exists(endCompiler))
        {
            await RunAsync("sh", "-c", $"exec dotnet {await File.ReadAllTextAsync(endCompiler)}");
        }

        // The link only, not what it leads to.
        if (new FileInfo(Path.Combine(Root, ".tools")).LinkTarget is not null)
        {
            File.Delete(Path.Combine(Root, ".tools"));
        }

        _folder.Dispose();
    }

    private List<(TimeSpan Start, TimeSpan End)> Waits(DateTimeOffset began)
    {
        using var report = JsonDocument.Parse(File.ReadAllText(Path.Combine(Root, "artifacts", "report.json")));
        var started = DateTimeOffset.Parse(report.RootElement.GetProperty("started").GetString()!, CultureInfo.InvariantCulture);
        var begin = started.UtcDateTime.TimeOfDay;
        return started < began ? [] :
        [
            .. report.RootElement.GetProperty("tasks").EnumerateArray()
                .Where(task => WaitingTasks.Contains(task.GetProperty("name").GetString()))
                .Select(task => (
                    Start: begin + TimeSpan.FromSeconds(task.GetProperty("start").GetDouble()),
                    Seconds: task.GetProperty("seconds").GetDouble()))
                .Select(task => (task.Start, task.Start + TimeSpan.FromSeconds(task.Seconds))),
        ];
    }
}
