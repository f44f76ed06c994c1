using System.ComponentModel;
using System.Diagnostics;

namespace GitOpsDemo.Benchmarks.Peers;

/// <summary>A program with its arguments and environment.</summary>
internal sealed record Invocation(string Program, params string[] Arguments)
{
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>();

    /// <summary>Starts it; who calls ends it.</summary>
    public Process Start(bool readsOutput = false)
    {
        var start = new ProcessStartInfo(Program, Arguments) { RedirectStandardOutput = true };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }

        var process = Started(start);
        if (!readsOutput)
        {
            process.OutputDataReceived += (_, _) => { };
            process.BeginOutputReadLine();
        }

        return process;
    }

    private static Process Started(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new InvalidOperationException(
                $"{start.FileName} can't be started: {exception.Message}. Next: install it (wrk is in the package of that name)",
                exception);
        }
    }

    /// <summary>Runs it to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed; what it said is in the message.</exception>
    public async Task<string> OutputAsync()
    {
        using var process = Start(readsOutput: true);
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return process.ExitCode == 0
            ? output
            : throw new InvalidOperationException($"{Program} {string.Join(' ', Arguments)} ended with {process.ExitCode}: {output}");
    }
}
