using System.Collections.Concurrent;
using System.Text;

namespace GitOpsDemo.EndToEnd.Tests;

/// <summary>Looks at the arguments of every process of this computer, as any of its users could, while it begins.</summary>
internal sealed class CommandLineWatch : IAsyncDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>After so many looks a process has become the program that it is to run, and its arguments stay what they are.</summary>
    private const int LooksAtEach = 10;

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

    public async ValueTask DisposeAsync()
    {
        _timer.Dispose();
        await _watching;
    }

    private async Task WatchAsync()
    {
        Dictionary<string, int> looks = [];
        while (await _timer.WaitForNextTickAsync())
        {
            var before = looks;
            looks = Directory.EnumerateDirectories("/proc").Where(folder => char.IsAsciiDigit(Path.GetFileName(folder)[0]))
                .ToDictionary(process => process, process => before.GetValueOrDefault(process) + 1);
            foreach (var process in looks.Where(look => look.Value <= LooksAtEach).Select(look => look.Key))
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
