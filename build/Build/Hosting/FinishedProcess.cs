using Cake.Core;
using Cake.Core.IO;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Build.Hosting;

/// <summary>A program that has run, as Cake's tools want to look at it.</summary>
internal sealed class FinishedProcess : IProcess
{
    private const int TailLines = 30;
    private readonly CommandResult _result;

    public FinishedProcess(CommandResult result, ProcessSettings settings, IConsole console)
    {
        _result = result;
        Tell(result.Output, settings.RedirectedStandardOutputHandler);
        Tell(result.Error, settings.RedirectedStandardErrorHandler);

        // Not through Cake's log, which would colour all of them as its own errors.
        if (result.ExitCode != 0 && !settings.RedirectStandardOutput)
        {
            foreach (var line in Lines(result.Output).Concat(Lines(result.Error)).TakeLast(TailLines))
            {
                console.WriteErrorLine("{0}", line);
            }
        }
    }

    public void WaitForExit()
    {
    }

    public bool WaitForExit(int milliseconds) => true;

    public int GetExitCode() => _result.ExitCode;

    public IEnumerable<string> GetStandardError() => Lines(_result.Error);

    public IEnumerable<string> GetStandardOutput() => Lines(_result.Output);

    public void Kill()
    {
    }

    public void Dispose()
    {
    }

    /// <summary>All lines and their end, as one hears them who has asked to.</summary>
    private static void Tell(string text, Func<string?, string?>? handler)
    {
        foreach (var line in Lines(text).Append(null))
        {
            handler?.Invoke(line);
        }
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}
