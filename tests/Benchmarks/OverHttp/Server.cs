using System.Diagnostics;
using System.Globalization;
using GitOpsDemo.Benchmarks.Peers;
using GitOpsDemo.Testing;

namespace GitOpsDemo.Benchmarks.OverHttp;

/// <summary>A candidate's server, as a process of its own on a free port of 127.0.0.1.</summary>
internal sealed class Server : IDisposable
{
    // Linux counts processor time in these (sysconf(_SC_CLK_TCK)).
    private const double TicksPerSecond = 100;

    private readonly Process _process;

    private Server(Process process, Uri address, TimeSpan start) => (_process, Address, Start) = (process, address, start);

    public Uri Address { get; }

    /// <summary>From the start of the process to its first 200.</summary>
    public TimeSpan Start { get; }

    /// <summary>Processor time so far, in seconds.</summary>
    public double CpuSeconds
    {
        get
        {
            // Fields 14 and 15 of proc(5)'s stat, counted behind the name's closing bracket.
            var fields = File.ReadAllText($"/proc/{_process.Id}/stat").Split(") ")[1].Split(' ');
            return fields[11..13].Sum(ticks => long.Parse(ticks, CultureInfo.InvariantCulture)) / TicksPerSecond;
        }
    }

    /// <summary>Resident memory, in MiB.</summary>
    public double ResidentMebibytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64 / 1024d / 1024;
        }
    }

    /// <summary>Starts it and waits for its first 200.</summary>
    /// <param name="path">What is asked for.</param>
    /// <param name="invocation">The program at an address.</param>
    public static async Task<Server> StartAsync(string path, Func<Uri, Invocation> invocation)
    {
        var address = new Uri($"http://127.0.0.1:{FreePort.Next()}");
        using var client = new HttpClient { BaseAddress = address };
        var started = Stopwatch.GetTimestamp();
        var process = invocation(address).Start();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(new Uri(path, UriKind.Relative));
                response.EnsureSuccessStatusCode();
                return new(process, address, Stopwatch.GetElapsedTime(started));
            }
            catch (HttpRequestException) when (!process.HasExited)
            {
                await Task.Delay(1);
            }
        }
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
