using System.Diagnostics;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Delivery.Tests.GitOps;

/// <summary>A bump in a process of its own, as another build would make it.</summary>
internal sealed class BumpProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _output;
    private readonly Task<string> _errors;

    private BumpProcess(Process process)
    {
        _process = process;
        _output = process.StandardOutput.ReadToEndAsync();
        _errors = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it said on standard error, once it has ended.</summary>
    public Task<string> Errors => _errors;

    public static BumpProcess Start(Forge forge, string clone, string environment, string digest, string tagPrefix, int count = 1)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "GitOpsDemo.BumpProgram.dll");
        var start = new ProcessStartInfo(
            "dotnet", [program, forge.Bare, forge["clones", clone], environment, digest, tagPrefix, $"{count}"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        return new BumpProcess(Process.Start(start)!);
    }

    /// <summary>Waits for its end; each line of the result is a commit and the number of tries it took.</summary>
    public async Task<IReadOnlyList<(string Commit, int Tries)>> EndAsync()
    {
        await _process.WaitForExitAsync();
        Assert.True(_process.ExitCode == 0, await _errors);
        var lines = (await _output).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' '));
        return [.. lines.Select(words => (words[0], int.Parse(words[1])))];
    }

    /// <summary>Ends it at once, as <c>kill -9</c> does: with all that it started, or leaving a git command behind that runs on.</summary>
    public async Task KillAsync(bool withChildren)
    {
        _process.Kill(withChildren);
        await _process.WaitForExitAsync();
        await Task.WhenAll(_output, _errors);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }
}
