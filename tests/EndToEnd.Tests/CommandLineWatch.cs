using System.Collections.Concurrent;
using System.Text;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Looks at the arguments of every process of this computer again and again, as any of its users could.</summary>
internal sealed class CommandLineWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    private readonly ConcurrentDictionary<string, bool> _found = new();
    private readonly PeriodicTimer _timer = new(Interval);
    private readonly string _text;
    private readonly Task _watching;

    /// <summary>Begins to look.</summary>
    /// <param name="text">What no argument may have in it.</param>
    public CommandLineWatch(string text)
    {
        _text = text;
        _watching = Task.Run(WatchAsync);
    }

    /// <summary>How many looks there were.</summary>
    public int Looks { get; private set; }

    /// <summary>The command lines that had it.</summary>
    public IReadOnlyCollection<string> Found => [.. _found.Keys];

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching;
    }

    private async Task WatchAsync()
    {
        while (await _timer.WaitForNextTickAsync())
        {
            foreach (var process in Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0])))
            {
                if (Read(process) is var line && line.Contains(_text, StringComparison.Ordinal))
                {
                    _found.TryAdd(line, true);
                }
            }

            Looks++;
        }
    }

    private static string Read(string process)
    {
        try
        {
            return Encoding.UTF8.GetString(File.ReadAllBytes(Path.Combine(process, "cmdline"))).Replace('\0', ' ');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // It has ended.
            return "";
        }
    }
}
