using System.Diagnostics;
using System.Text;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Build.Tests.Output;

/// <summary>The real host, as a program of its own. What it is run with only looks, for it works on this checkout.</summary>
internal sealed class RunningHost : IDisposable
{
    /// <summary>
    /// Not the copy beside the tests: that one counts its lines for the coverage, and two of them at once break off at their end.
    /// </summary>
    private static readonly string Program = Path.Combine(Repository.Root, "build", "Build", "bin", "Release", "net10.0", "Build.dll");

    private static readonly string[] MindedVariables = ["CI", "GITHUB_ACTIONS", "GITEA_ACTIONS", "GITLAB_CI", "NO_COLOR"];

    private readonly Process _process;
    private readonly StringBuilder _said = new();
    private readonly Task _reading;

    private RunningHost(ProcessStartInfo start)
    {
        (start.RedirectStandardInput, start.RedirectStandardOutput, start.RedirectStandardError) = (true, true, true);
        (start.StandardOutputEncoding, start.StandardErrorEncoding) = (Encoding.UTF8, Encoding.UTF8);
        Array.ForEach(MindedVariables, name => start.Environment.Remove(name));
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    public int ProcessId => _process.Id;

    /// <summary>What it has said so far, as it came.</summary>
    public string Said
    {
        get
        {
            lock (_said)
            {
                return _said.ToString();
            }
        }
    }

    /// <summary>Starts it without a terminal.</summary>
    public static RunningHost Start(params string[] arguments) => new(new ProcessStartInfo("dotnet", [Program, .. arguments]));

    /// <summary>Starts it with its output led elsewhere, as a shell does it, such as <c>>/dev/full</c>.</summary>
    public static RunningHost StartRedirected(string redirection, params string[] arguments) => new(
        new ProcessStartInfo("sh", ["-c", $"exec dotnet \"$@\" {redirection}", "sh", Program, .. arguments]));

    /// <summary>
    /// Starts it on a terminal of its own. There it notices Ctrl-C, though the tests may run in the background of a shell, where it is
    /// ignored.
    /// </summary>
    /// <param name="columns">The terminal's width; it has 24 rows.</param>
    /// <param name="environment">Variables, such as <c>NO_COLOR=1</c>.</param>
    /// <param name="arguments">What it is to do; nothing that a shell would read otherwise.</param>
    public static RunningHost StartOnTerminal(int columns, string environment, params string[] arguments) => new(new ProcessStartInfo(
        "script",
        [
            "--quiet", "--return", "--flush",
            "--command",
            $"stty cols {columns} rows 24 && TERM=xterm {environment} "
                + $"exec env --default-signal=INT dotnet '{Program}' {string.Join(' ', arguments)}",
            "/dev/null",
        ]));

    /// <summary>Types a letter.</summary>
    public void Type(char letter)
    {
        _process.StandardInput.Write(letter);
        _process.StandardInput.Flush();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>The exit code.</returns>
    public async Task<int> EndAsync()
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(5));
        await _process.WaitForExitAsync(limit.Token);
        await _reading.WaitAsync(limit.Token);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }

        _process.Dispose();
    }

    private async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4096];
        for (int read; (read = await reader.ReadAsync(buffer)) > 0;)
        {
            lock (_said)
            {
                _said.Append(buffer, 0, read);
            }
        }
    }
}
