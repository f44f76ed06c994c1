using System.Collections.Concurrent;
using System.Diagnostics;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Api.Tests.Real;

/// <summary>The service as a process of its own, as an image starts it.</summary>
internal sealed class ServiceProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = [];
    private readonly ConcurrentQueue<string> _errors = [];
    private readonly Process _process;

    public ServiceProcess(params (string Key, string Value)[] environment)
    {
        Address = new($"http://127.0.0.1:{FreePort.Next()}");
        Client = new() { BaseAddress = Address };
        var start = new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "GitOpsDemo.Api.dll")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetTempPath(),
            Environment = { ["ASPNETCORE_URLS"] = Address.ToString() },
        };
        foreach (var (key, value) in environment)
        {
            start.Environment[key] = value;
        }

        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data, _output);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data, _errors);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public IReadOnlyList<string> Output => [.. _output];

    public string Errors => string.Join('\n', _errors);

    /// <summary>The memory that it has of the computer, by <c>/proc</c>.</summary>
    public long ResidentBytes => 1024 * Status("VmRSS");

    /// <summary>How many threads it has, by <c>/proc</c>.</summary>
    public long Threads => Status("Threads");

    public Task ReadyAsync() => Eventually.HoldsAsync(
        async () => await StatusAsync("/ready") == 200, "the service is ready");

    /// <summary>The status code of a GET, 0 when nobody answers.</summary>
    public async Task<int> StatusAsync(string path)
    {
        try
        {
            using var response = await Client.GetAsync(new Uri(path, UriKind.Relative));
            return (int)response.StatusCode;
        }
        catch (HttpRequestException)
        {
            return 0;
        }
    }

    /// <summary>Sends SIGTERM.</summary>
    public void Terminate()
    {
        using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
        kill.WaitForExit();
    }

    /// <summary>Waits for the process to end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync(new CancellationTokenSource(TimeSpan.FromMinutes(2)).Token);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }

        _process.Dispose();
        Client.Dispose();
    }

    private long Status(string field) => long.Parse(
        File.ReadLines($"/proc/{_process.Id}/status").Single(line => line.StartsWith($"{field}:", StringComparison.Ordinal)).Split(
            (char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1],
        System.Globalization.CultureInfo.InvariantCulture);

    private static void Keep(string? line, ConcurrentQueue<string> lines)
    {
        if (line is not null)
        {
            lines.Enqueue(line);
        }
    }
}
