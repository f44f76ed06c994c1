using System.Text;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Programs;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Lets everything that Cake's own tools start go through the one command funnel: with a timeout that ends the whole tree,
/// ended by Ctrl-C, quiet while it succeeds, and with its last lines shown when it fails.
/// </summary>
internal sealed class BoundedProcessRunner(
    ICommandRunner runner,
    ICakeEnvironment environment,
    ICakeLog log,
    IConsole console,
    BuildPaths paths,
    Cancellation cancellation) : IProcessRunner
{
    /// <summary>Where programs keep temporary files (POSIX; Windows has another).</summary>
    public const string TemporaryFolderVariable = "TMPDIR";

    /// <summary>The upper bound of a tool that was given none.</summary>
    private static readonly TimeSpan DefaultTimeout = TimeSpan.FromMinutes(20);

    public IProcess Start(FilePath filePath, ProcessSettings settings)
    {
        var command = new Command(filePath.FullPath, [.. Arguments(settings)])
        {
            WorkingDirectory = (settings.WorkingDirectory ?? environment.WorkingDirectory).MakeAbsolute(environment).FullPath,
            Environment = Variables(settings),
            Timeout = settings.Timeout is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : DefaultTimeout,
            StandardInput = settings.StandardInput is { } input ? Encoding.UTF8.GetString(input.Span) : null,
            SuccessCodes = null,
            OnLine = line => log.Verbose("{0}", line),
        };
        return new FinishedProcess(runner.RunAsync(command, cancellation.Token).GetAwaiter().GetResult(), settings, console);
    }

    /// <summary>
    /// Its own, and a folder of the checkout for temporary files where it names none: compilers leave some even when nobody kills them.
    /// </summary>
    private Dictionary<string, string?> Variables(ProcessSettings settings)
    {
        Directory.CreateDirectory(paths.Temporary);
        var variables = new Dictionary<string, string?> { [TemporaryFolderVariable] = paths.Temporary };
        foreach (var (name, value) in settings.EnvironmentVariables ?? new Dictionary<string, string>())
        {
            variables[name] = value;
        }

        return variables;
    }

    /// <summary>Cake's builder renders one string for the operating system to split; the pieces of it are already apart.</summary>
    private static IEnumerable<string> Arguments(ProcessSettings settings) =>
        settings.Arguments is null ? [] : CommandLineSplitter.Split(settings.Arguments.Render());
}

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

    /// <summary>All lines, and null for their end.</summary>
    private static void Tell(string text, Func<string?, string?>? handler)
    {
        foreach (var line in Lines(text).Append(null))
        {
            handler?.Invoke(line);
        }
    }

    private static string[] Lines(string text) => text.Length == 0 ? [] : text.TrimEnd('\n').Split('\n');
}

/// <summary>
/// Splits a rendered argument string the way the .NET runtime does for <c>ProcessStartInfo.Arguments</c>: blanks part, double quotes hold
/// together, a backslash escapes a quote.
/// </summary>
internal static class CommandLineSplitter
{
    public static IReadOnlyList<string> Split(string text)
    {
        var arguments = new List<string>();
        var argument = new StringBuilder();
        var (isQuoted, isOpen) = (false, false);
        for (var i = 0; i < text.Length; i++)
        {
            var backslashes = 0;
            while (i < text.Length && text[i] == '\\')
            {
                backslashes++;
                i++;
            }

            var beforeQuote = i < text.Length && text[i] == '"';
            argument.Append('\\', beforeQuote ? backslashes / 2 : backslashes);
            isOpen |= backslashes > 0;
            if (i == text.Length)
            {
                break;
            }

            if (beforeQuote && backslashes % 2 == 0)
            {
                (isQuoted, isOpen) = (!isQuoted, true);
            }
            else if (char.IsWhiteSpace(text[i]) && !isQuoted)
            {
                Close();
            }
            else
            {
                argument.Append(text[i]);
                isOpen = true;
            }
        }

        Close();
        return arguments;

        void Close()
        {
            if (isOpen)
            {
                arguments.Add(argument.ToString());
            }

            argument.Clear();
            isOpen = false;
        }
    }
}
