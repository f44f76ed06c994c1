using System.Text;
using Cake.Core;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using GitOpsDemo.Build.Context;
using GitOpsDemo.Delivery.Processes;

namespace GitOpsDemo.Build.Hosting;

/// <summary>
/// Lets everything that Cake's own tools start go through the one command funnel: with a timeout that ends the whole tree,
/// ended by Ctrl-C, quiet while it succeeds, and with its last lines shown when it fails.
/// </summary>
internal sealed class BoundedProcessRunner(ICommandRunner runner, ICakeEnvironment environment, ICakeLog log, IConsole console, BuildPaths paths, Cancellation cancellation) : IProcessRunner
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

    /// <summary>Its own, and a folder of the checkout for temporary files where it names none: compilers leave some even when nobody kills them.</summary>
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
