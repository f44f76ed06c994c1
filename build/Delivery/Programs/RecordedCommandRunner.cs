using System.Collections.Concurrent;
using System.Globalization;
using System.Text;

namespace GitOpsDemo.Delivery.Programs;

/// <summary>
/// Keeps what every program of this run said in one file, so that the console can be quiet, and how long each took.
/// </summary>
/// <param name="folder">The folder of the files; the newest few stay.</param>
public sealed class RecordedCommandRunner(ICommandRunner runner, string folder, TimeProvider time) : ICommandRunner
{
    private const int KeptFiles = 20;
    private const UnixFileMode OnlyMine = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly ConcurrentQueue<ProgramRun> _runs = new();
    private readonly Lock _writing = new();

    /// <summary>The file; it exists once a program has ended.</summary>
    public string LogFile { get; } = Path.Combine(
        folder, string.Create(CultureInfo.InvariantCulture, $"{time.GetUtcNow():yyyyMMdd-HHmmss}-{Environment.ProcessId}.log"));

    /// <summary>What has run so far, in the order of the ends.</summary>
    public IReadOnlyList<ProgramRun> Runs => [.. _runs];

    public async Task<CommandResult> RunAsync(Command command, CancellationToken cancellationToken = default)
    {
        var (started, start) = (time.GetUtcNow(), time.GetTimestamp());
        var said = new ConcurrentQueue<string>();
        var end = "did not end by itself";
        try
        {
            var result = await runner.RunAsync(command with { OnLine = Listen }, cancellationToken);
            end = $"exit code {result.ExitCode}";
            return result;
        }
        catch (DeliveryException exception)
        {
            end = exception.Why.Split('\n')[0];
            throw;
        }
        finally
        {
            var run = new ProgramRun(command.ToString(), started, time.GetElapsedTime(start));
            _runs.Enqueue(run);
            Write(run, said, end);
        }

        void Listen(string line)
        {
            if (!command.HidesOutput)
            {
                said.Enqueue(line);
            }

            command.OnLine?.Invoke(line);
        }
    }

    private void Write(ProgramRun run, IEnumerable<string> said, string end)
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{run.Started:HH:mm:ss.fff} $ {run.Command}\n");
        foreach (var line in said)
        {
            // Lists that are separated by zeros (`git ls-files -z`) would make the file a binary one to grep and to editors.
            text.Append(line.Replace('\0', ' ')).Append('\n');
        }

        text.Append(CultureInfo.InvariantCulture, $"-- {end} after {run.Duration.TotalSeconds:0.00} s\n\n");
        lock (_writing)
        {
            try
            {
                if (!File.Exists(LogFile))
                {
                    MakeRoom();
                }

                using var file = new FileStream(LogFile, Options());
                file.Write(Encoding.UTF8.GetBytes(text.ToString()));
            }
            catch (Exception exception) when (WriteFailure.Is(exception))
            {
                throw WriteFailure.Of(LogFile, exception);
            }
        }
    }

    private static FileStreamOptions Options()
    {
        var options = new FileStreamOptions { Mode = FileMode.Append, Access = FileAccess.Write, Share = FileShare.Read };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OnlyMine;
        }

        return options;
    }

    private void MakeRoom()
    {
        Directory.CreateDirectory(folder);
        foreach (var old in Directory.EnumerateFiles(folder, "*.log").OrderDescending(StringComparer.Ordinal).Skip(KeptFiles - 1))
        {
            File.Delete(old);
        }
    }
}

/// <summary>A run of an external program that has ended.</summary>
/// <param name="Command">Its command line.</param>
/// <param name="Started">When it began.</param>
/// <param name="Duration">How long it took.</param>
public sealed record ProgramRun(string Command, DateTimeOffset Started, TimeSpan Duration);
